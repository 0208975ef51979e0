-- What db/migrations make together. Written by `npm run schema`, never by hand.

set check_function_bodies = false;

create schema ledger;

create schema platform;

create schema sandbox;

CREATE OR REPLACE FUNCTION ledger.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'ledger: % is never changed; post a reversal', tg_table_name;
end $function$
;

CREATE OR REPLACE FUNCTION platform.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'platform: % only grows', tg_table_name;
end $function$
;

create table ledger.account (
  book text collate "C" not null,
  id text collate "C" not null,
  unit text not null,
  purpose text not null,
  owner text not null,
  floor bigint,
  posted bigint default 0 not null,
  held bigint default 0 not null,
  constraint account_pkey PRIMARY KEY (book, id),
  constraint account_above_floor CHECK ((posted >= floor)),
  constraint account_held_not_negative CHECK ((held >= 0)),
  constraint account_id_says_what CHECK ((id = ((((unit || '/'::text) || purpose) || '/'::text) || owner)))
);

create table ledger.chain (
  book text collate "C" not null,
  id text collate "C" not null,
  reference text collate "C" not null,
  digest text not null,
  at timestamp with time zone not null,
  txid xid8 default pg_current_xact_id() not null,
  constraint chain_pkey PRIMARY KEY (book, id)
);

create table ledger.delta (
  book text collate "C" not null,
  account_id text collate "C" not null,
  amount bigint not null
);

create table ledger.hold (
  book text collate "C" not null,
  chain_id text collate "C" not null,
  n smallint not null,
  from_account text collate "C" not null,
  to_account text collate "C" not null,
  amount bigint not null,
  expires_at timestamp with time zone,
  constraint hold_pkey PRIMARY KEY (book, chain_id, n),
  constraint hold_amount_check CHECK ((amount > 0))
);

create table ledger.transfer (
  book text collate "C" not null,
  chain_id text collate "C" not null,
  n smallint not null,
  kind text not null,
  from_account text collate "C" not null,
  to_account text collate "C" not null,
  amount bigint not null,
  expires_at timestamp with time zone,
  hold_chain text collate "C",
  hold_n smallint,
  constraint transfer_pkey PRIMARY KEY (book, chain_id, n),
  constraint transfer_amount_check CHECK ((amount > 0)),
  constraint transfer_check CHECK (((kind = 'hold'::text) OR (expires_at IS NULL))),
  constraint transfer_kind_check CHECK ((kind = ANY (ARRAY['post'::text, 'hold'::text, 'post_hold'::text, 'void_hold'::text]))),
  constraint transfer_moves CHECK ((from_account <> to_account)),
  constraint transfer_names_its_hold CHECK (((kind = ANY (ARRAY['post_hold'::text, 'void_hold'::text])) = (hold_chain IS NOT NULL)))
);

create table platform.audit (
  id uuid default uuidv7() not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  act text not null,
  subject text not null,
  facts jsonb not null,
  trace_id text,
  txid xid8 default pg_current_xact_id() not null,
  constraint audit_pkey PRIMARY KEY (id)
);

create table platform.consumer (
  name text not null,
  generation integer default 0 not null,
  txid xid8 default '0'::xid8 not null,
  event_id bigint default 0 not null,
  failures integer default 0 not null,
  last_error text,
  moved_at timestamp with time zone,
  constraint consumer_pkey PRIMARY KEY (name)
);

create table platform.dead_event (
  consumer text not null,
  generation integer not null,
  txid xid8 not null,
  event_id bigint not null,
  error text not null,
  at timestamp with time zone not null,
  constraint dead_event_pkey PRIMARY KEY (consumer, generation, txid, event_id)
);

create table platform.event (
  generation integer default 1 not null,
  txid xid8 default pg_current_xact_id() not null,
  id bigint generated always as identity not null,
  name text not null,
  payload jsonb not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  constraint event_pkey PRIMARY KEY (generation, txid, id)
);

create table platform.idempotency (
  actor text not null,
  route text not null,
  key text not null,
  digest text not null,
  status smallint not null,
  answer jsonb not null,
  at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (actor, route, key),
  constraint idempotency_key_check CHECK (((length(key) >= 8) AND (length(key) <= 255)))
);

create table platform.migration (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table platform.seal (
  log text not null,
  seq bigint not null,
  upto_txid xid8 not null,
  row_count bigint not null,
  hash bytea not null,
  sealed_at timestamp with time zone not null,
  constraint seal_pkey PRIMARY KEY (log, seq)
);

create table platform.session (
  token_hash bytea not null,
  actor_kind text not null,
  actor_id uuid not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['member'::text, 'staff'::text])))
);

create table platform.staff (
  id uuid default uuidv7() not null,
  login text not null,
  name text not null,
  roles text[] not null,
  password_phc text not null,
  totp_cipher bytea,
  totp_step bigint default 0 not null,
  failures integer default 0 not null,
  locked_until timestamp with time zone,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_login_key UNIQUE (login),
  constraint staff_login_check CHECK ((login = lower(login))),
  constraint staff_roles_check CHECK ((cardinality(roles) > 0))
);

create table sandbox.charge (
  number text collate "C" not null,
  payer text collate "C" not null,
  method text not null,
  subject text not null,
  return_url text not null,
  amount_fen bigint not null,
  pay_by timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  state text not null,
  pays_at timestamp with time zone,
  frozen_fen bigint default 0 not null,
  split_fen bigint default 0 not null,
  refunded_fen bigint default 0 not null,
  constraint charge_pkey PRIMARY KEY (number),
  constraint charge_amount_fen_check CHECK ((amount_fen > 0)),
  constraint charge_frozen_fen_check CHECK ((frozen_fen >= 0)),
  constraint charge_is_somewhere CHECK ((((frozen_fen + split_fen) + refunded_fen) =
CASE state
    WHEN 'paid'::text THEN amount_fen
    ELSE (0)::bigint
END)),
  constraint charge_method_check CHECK ((method = ANY (ARRAY['cashier'::text, 'balance'::text]))),
  constraint charge_refunded_fen_check CHECK ((refunded_fen >= 0)),
  constraint charge_split_fen_check CHECK ((split_fen >= 0)),
  constraint charge_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'paid'::text, 'closed'::text])))
) with (fillfactor=80);

create table sandbox.instruction (
  number text collate "C" not null,
  kind text not null,
  digest text not null,
  status text not null,
  amount_fen bigint not null,
  at timestamp with time zone not null,
  institution_number text not null,
  reason text,
  cashier_token text,
  constraint instruction_pkey PRIMARY KEY (number),
  constraint instruction_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint instruction_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'close'::text, 'split'::text, 'refund'::text, 'payout'::text, 'top_up'::text]))),
  constraint instruction_says_why CHECK (((status = ANY (ARRAY['refused'::text, 'closed'::text])) = (reason IS NOT NULL))),
  constraint instruction_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text, 'closed'::text])))
);

create table sandbox.movement (
  id bigint generated always as identity not null,
  number text collate "C" not null,
  from_account text collate "C" not null,
  to_account text collate "C" not null,
  amount_fen bigint not null,
  at timestamp with time zone not null,
  constraint movement_pkey PRIMARY KEY (id),
  constraint movement_amount_fen_check CHECK ((amount_fen > 0)),
  constraint movement_moves CHECK ((from_account <> to_account))
);

create table sandbox.notice (
  id bigint generated always as identity not null,
  outcomes text not null,
  due_at timestamp with time zone,
  attempts integer default 0 not null,
  heard_at timestamp with time zone,
  constraint notice_pkey PRIMARY KEY (id)
);

create table sandbox.payer (
  payer text collate "C" not null,
  balance_fen bigint not null,
  constraint payer_pkey PRIMARY KEY (payer),
  constraint payer_balance_fen_check CHECK ((balance_fen >= 0))
) with (fillfactor=60);

create table sandbox.received (
  charge_number text collate "C" not null,
  receiver text collate "C" not null,
  amount_fen bigint not null,
  constraint received_pkey PRIMARY KEY (charge_number, receiver),
  constraint received_amount_fen_check CHECK ((amount_fen >= 0))
);

create table sandbox.receiver (
  receiver text collate "C" not null,
  name text not null,
  balance_fen bigint default 0 not null,
  floor_fen bigint not null,
  constraint receiver_pkey PRIMARY KEY (receiver),
  constraint receiver_above_floor CHECK ((balance_fen >= floor_fen)),
  constraint receiver_floor_fen_check CHECK ((floor_fen <= 0))
) with (fillfactor=60);

CREATE INDEX account_by_owner ON ledger.account USING btree (book, owner, purpose);

CREATE INDEX chain_by_reference ON ledger.chain USING btree (book, reference);
CREATE INDEX chain_by_txid ON ledger.chain USING btree (txid);

CREATE INDEX delta_by_account ON ledger.delta USING btree (book, account_id);

CREATE INDEX hold_by_expiry ON ledger.hold USING btree (book, from_account, expires_at);
CREATE INDEX hold_due ON ledger.hold USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX transfer_by_from ON ledger.transfer USING btree (book, from_account, chain_id);
CREATE INDEX transfer_by_to ON ledger.transfer USING btree (book, to_account, chain_id);
CREATE UNIQUE INDEX transfer_closes_hold_once ON ledger.transfer USING btree (book, hold_chain, hold_n) WHERE (hold_chain IS NOT NULL);

CREATE INDEX audit_by_subject ON platform.audit USING btree (subject, id);
CREATE INDEX audit_by_txid ON platform.audit USING btree (txid, id);

CREATE INDEX idempotency_by_age ON platform.idempotency USING btree (at);

CREATE INDEX session_by_actor ON platform.session USING btree (actor_kind, actor_id);

CREATE INDEX charge_waiting ON sandbox.charge USING btree (COALESCE(pays_at, pay_by)) WHERE (state = 'waiting'::text);

CREATE INDEX instruction_billed ON sandbox.instruction USING btree (at, number) WHERE ((status = 'done'::text) AND (amount_fen > 0) AND (kind <> 'top_up'::text));
CREATE UNIQUE INDEX instruction_by_token ON sandbox.instruction USING btree (cashier_token) WHERE (cashier_token IS NOT NULL);

CREATE INDEX notice_due ON sandbox.notice USING btree (due_at, id) WHERE (due_at IS NOT NULL);

alter table sandbox.charge add constraint charge_number_fkey FOREIGN KEY (number) REFERENCES sandbox.instruction(number);

alter table sandbox.received add constraint received_charge_number_fkey FOREIGN KEY (charge_number) REFERENCES sandbox.charge(number);

alter table sandbox.received add constraint received_receiver_fkey FOREIGN KEY (receiver) REFERENCES sandbox.receiver(receiver);

CREATE TRIGGER chain_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.chain FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER transfer_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();

CREATE TRIGGER seal_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.seal FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
