-- 0001 Platform: events, consumers, idempotent answers, sessions, staff, audit, seals.
-- Why: what every domain stands on, and what knows no business.
-- Locks: new tables only; safe while serving.
create schema if not exists platform;

-- An event is written in the transaction that made it true. Readers follow (generation, txid, id) and
-- only below the oldest running transaction. Transaction ids restart after a logical restore: the
-- restore then raises the generation (the column default), so old and new keep their order.
create table platform.event (
  generation  integer not null default 1,
  txid        xid8 not null default pg_current_xact_id(),
  id          bigint generated always as identity,
  name        text not null,
  payload     jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (generation, txid, id)
);

create table platform.consumer ( -- where each reader stands; moves in the transaction of its effect
  name       text primary key,
  generation integer not null default 0,
  txid       xid8 not null default '0',
  event_id   bigint not null default 0,
  failures   integer not null default 0, -- of the event at the head
  last_error text,
  moved_at   timestamptz
);

create table platform.dead_event ( -- events a consumer could not take after several tries
  consumer   text not null,
  generation integer not null,
  txid       xid8 not null,
  event_id   bigint not null,
  error      text not null,
  at         timestamptz not null,
  primary key (consumer, generation, txid, event_id)
);

create table platform.idempotency ( -- answers, stored with the effect they answer for
  actor    text not null,
  route    text not null,
  key      text not null check (length(key) between 8 and 255),
  digest   text not null, -- of the request: another request under the same key is an error
  status   smallint not null,
  answer   jsonb not null,
  at       timestamptz not null,
  primary key (actor, route, key)
);
create index idempotency_by_age on platform.idempotency (at);

create table platform.staff (
  id            uuid primary key default uuidv7(),
  login         text not null unique check (login = lower(login)),
  name          text not null,
  roles         text[] not null check (cardinality(roles) > 0),
  password_phc  text not null,
  totp_cipher   bytea, -- the shared secret, encrypted; null until enrolled
  totp_step     bigint not null default 0, -- last accepted time step: a code works once
  failures      integer not null default 0,
  locked_until  timestamptz,
  disabled_at   timestamptz,
  created_at    timestamptz not null
);

create table platform.session (
  token_hash bytea primary key, -- the token itself is only with its holder
  actor_kind text not null check (actor_kind in ('member', 'staff')),
  actor_id   uuid not null,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null
);
create index session_by_actor on platform.session (actor_kind, actor_id);

-- Facts of an entry are ids and figures, never a name, phone, address or free text.
create table platform.audit (
  id         uuid primary key default uuidv7(),
  at         timestamptz not null,
  actor_kind text not null,
  actor_id   text not null,
  act        text not null,
  subject    text not null,
  facts      jsonb not null,
  trace_id   text,
  txid       xid8 not null default pg_current_xact_id()
);
create index audit_by_txid on platform.audit (txid, id);
create index audit_by_subject on platform.audit (subject, id);

-- Every so often what was appended to a log is sealed: a hash over its rows, chained to the former.
create table platform.seal (
  log       text not null,
  seq       bigint not null,
  upto_txid xid8 not null, -- rows below this, and not below the former seal's
  row_count bigint not null,
  hash      bytea not null,
  sealed_at timestamptz not null,
  primary key (log, seq)
);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'platform: % only grows', tg_table_name;
end $$;
create trigger audit_only_grows before update or delete or truncate on platform.audit
  for each statement execute function platform.refuse_change();
create trigger seal_only_grows before update or delete or truncate on platform.seal
  for each statement execute function platform.refuse_change();
