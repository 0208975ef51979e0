-- What db/migrations make together. Written by `npm run schema`, never by hand.

set check_function_bodies = false;

create schema boards;

create schema catalog;

create schema insight;

create schema ledger;

create schema platform;

create schema pool;

create schema sandbox;

create schema trade;

create schema traffic;

create extension pg_trgm with schema public;

CREATE OR REPLACE FUNCTION catalog.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'catalog: % only grows', tg_table_name;
end $function$
;

CREATE OR REPLACE FUNCTION catalog.variants_of(word text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE STRICT
AS $function$
  select word || array_agg(distinct substr(word, 1, n - 1) || substr(word, n + 1))
  from generate_series(1, char_length(word)) as letter (n)
$function$
;

CREATE OR REPLACE FUNCTION catalog.words_like(wanted text, at_most integer)
 RETURNS TABLE(word text, closeness real)
 LANGUAGE sql
 STABLE
 SET "pg_trgm.similarity_threshold" TO '0.2'
AS $function$
  select word, max(closeness)::real from (
    select word, 1 + similarity(word, wanted) as closeness from catalog.word
    where variants && catalog.variants_of(wanted)
    union all
    select word, similarity(word, wanted) from catalog.word where word % wanted
  ) as near
  group by word order by 2 desc, 1 limit at_most
$function$
;

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

CREATE OR REPLACE FUNCTION pool.drop_fact_month(name text, kinds text[])
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare has_others boolean;
begin
  execute format('select exists (select from pool.%I where kind <> all($1))', name)
    using kinds into has_others;
  if has_others then return false; end if;
  execute format('drop table pool.%I', name);
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION pool.drop_facts_of_month(name text, kinds text[], before timestamp with time zone, at_most integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare gone integer;
begin
  execute format('delete from pool.%I where ctid = any(array(
    select ctid from pool.%I where happened_at < $1 and kind = any($2) limit $3))', name, name)
    using before, kinds, at_most;
  get diagnostics gone = row_count;
  return gone;
end $function$
;

CREATE OR REPLACE FUNCTION pool.make_fact_month(name text, first timestamp with time zone, after timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('create table pool.%I (like pool.fact including defaults including constraints)', name);
  execute format('alter table pool.fact attach partition pool.%I for values from (%L) to (%L)',
    name, first, after);
end $function$
;

create table boards.board (
  code text collate "C" not null,
  name_zh text not null,
  name_en text not null,
  offer_zh text not null,
  offer_en text not null,
  link text,
  rule jsonb,
  status text not null,
  edition integer default 1 not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint board_pkey PRIMARY KEY (code),
  constraint board_code_check CHECK ((code ~ '^[a-z][a-z0-9-]{1,29}$'::text)),
  constraint board_link_check CHECK (((link ~ '^/[\x21-\x7e]{0,199}$'::text) AND (link !~ '^//'::text))),
  constraint board_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 40))),
  constraint board_name_zh_check CHECK (((length(name_zh) >= 1) AND (length(name_zh) <= 40))),
  constraint board_offer_en_check CHECK (((length(offer_en) >= 1) AND (length(offer_en) <= 200))),
  constraint board_offer_zh_check CHECK (((length(offer_zh) >= 1) AND (length(offer_zh) <= 200))),
  constraint board_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])))
);

create table boards.membership (
  member_id uuid not null,
  id uuid not null,
  board text collate "C" not null,
  joined_at timestamp with time zone not null,
  left_at timestamp with time zone,
  constraint membership_pkey PRIMARY KEY (member_id, id),
  constraint membership_check CHECK ((left_at >= joined_at))
);

create table boards.push (
  id uuid not null,
  board text collate "C" not null,
  template_id uuid not null,
  channel text not null,
  status text not null,
  made_at timestamp with time zone not null,
  made_by uuid not null,
  sent_to uuid,
  looked integer default 0 not null,
  delivered integer default 0 not null,
  unmet integer default 0 not null,
  refused jsonb default '{}'::jsonb not null,
  ended_at timestamp with time zone,
  constraint push_pkey PRIMARY KEY (id),
  constraint push_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'sms'::text, 'email'::text]))),
  constraint push_status_check CHECK ((status = ANY (ARRAY['sending'::text, 'stopped'::text, 'done'::text])))
);

create table catalog.brand (
  id uuid default uuidv7() not null,
  name_zh text not null,
  name_en text not null,
  receiver text not null,
  fee_bps integer not null,
  made_up boolean default false not null,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  constraint brand_pkey PRIMARY KEY (id),
  constraint brand_fee_bps_check CHECK (((fee_bps >= 0) AND (fee_bps <= 10000))),
  constraint brand_name_en_check CHECK (((char_length(name_en) >= 1) AND (char_length(name_en) <= 100))),
  constraint brand_name_zh_check CHECK (((char_length(name_zh) >= 1) AND (char_length(name_zh) <= 100))),
  constraint brand_receiver_check CHECK ((receiver <> ''::text))
);

create table catalog.category (
  id uuid default uuidv7() not null,
  slug text collate "C" not null,
  name_zh text not null,
  name_en text not null,
  parent_id uuid,
  created_at timestamp with time zone not null,
  constraint category_pkey PRIMARY KEY (id),
  constraint category_slug_key UNIQUE (slug),
  constraint category_check CHECK ((parent_id <> id)),
  constraint category_name_en_check CHECK (((char_length(name_en) >= 1) AND (char_length(name_en) <= 100))),
  constraint category_name_zh_check CHECK (((char_length(name_zh) >= 1) AND (char_length(name_zh) <= 100))),
  constraint category_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

create table catalog.media (
  product_id uuid not null,
  place smallint not null,
  url text not null,
  alt_zh text not null,
  alt_en text not null,
  constraint media_pkey PRIMARY KEY (product_id, place),
  constraint media_place_check CHECK ((place >= 0))
);

create table catalog.picture_file (
  id uuid not null,
  width smallint not null,
  product_id uuid not null,
  type text not null,
  bytes bytea not null,
  made_by text not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint picture_file_pkey PRIMARY KEY (id, width),
  constraint picture_file_check CHECK (((type <> 'image/svg+xml'::text) OR (made_by = 'script'::text))),
  constraint picture_file_made_by_check CHECK ((made_by = ANY (ARRAY['person'::text, 'script'::text]))),
  constraint picture_file_type_check CHECK ((type = ANY (ARRAY['image/webp'::text, 'image/svg+xml'::text]))),
  constraint picture_file_width_check CHECK ((width > 0))
);

create table catalog.price (
  sku_id uuid not null,
  valid_from timestamp with time zone not null,
  price_fen bigint not null,
  constraint price_pkey PRIMARY KEY (sku_id, valid_from),
  constraint price_sku_id_valid_from_price_fen_key UNIQUE (sku_id, valid_from, price_fen),
  constraint price_price_fen_check CHECK (((price_fen >= 1) AND (price_fen <= 999999900)))
);

create table catalog.product (
  id uuid default uuidv7() not null,
  brand_id uuid not null,
  category_id uuid not null,
  title_zh text not null,
  title_en text not null,
  title_zh_made_by text not null,
  description_zh text default ''::text not null,
  description_en text default ''::text not null,
  status text default 'draft'::text not null,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  published_at timestamp with time zone,
  price_from_fen bigint,
  search tsvector default ''::tsvector not null,
  constraint product_pkey PRIMARY KEY (id),
  constraint product_id_brand_id_key UNIQUE (id, brand_id),
  constraint product_description_en_check CHECK ((char_length(description_en) <= 20000)),
  constraint product_description_zh_check CHECK ((char_length(description_zh) <= 20000)),
  constraint product_on_sale_has_price CHECK (((status <> 'on_sale'::text) OR (price_from_fen IS NOT NULL))),
  constraint product_published_once CHECK (((status = 'draft'::text) = (published_at IS NULL))),
  constraint product_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'on_sale'::text, 'off_sale'::text]))),
  constraint product_title_en_check CHECK (((char_length(title_en) >= 1) AND (char_length(title_en) <= 300))),
  constraint product_title_zh_check CHECK (((char_length(title_zh) >= 1) AND (char_length(title_zh) <= 300))),
  constraint product_title_zh_made_by_check CHECK ((title_zh_made_by = ANY (ARRAY['person'::text, 'script'::text])))
);

create table catalog.sku (
  id uuid default uuidv7() not null,
  product_id uuid not null,
  brand_id uuid not null,
  code text collate "C" not null,
  name text not null,
  sold_by text default 'piece'::text not null,
  status text default 'on_sale'::text not null,
  price_fen bigint not null,
  price_from timestamp with time zone not null,
  version integer default 1 not null,
  stock_version integer default 0 not null,
  created_at timestamp with time zone not null,
  constraint sku_pkey PRIMARY KEY (id),
  constraint sku_brand_id_code_key UNIQUE (brand_id, code),
  constraint sku_code_check CHECK (((char_length(code) >= 1) AND (char_length(code) <= 64))),
  constraint sku_name_check CHECK ((char_length(name) <= 100)),
  constraint sku_sold_by_check CHECK ((sold_by = ANY (ARRAY['piece'::text, 'set'::text, 'pair'::text, 'pack'::text, 'box'::text, 'bottle'::text, 'kg'::text, 'm'::text]))),
  constraint sku_status_check CHECK ((status = ANY (ARRAY['on_sale'::text, 'off_sale'::text])))
);

create table catalog.word (
  word text collate "C" not null,
  variants text[] generated always as (catalog.variants_of(word)) stored not null,
  constraint word_pkey PRIMARY KEY (word),
  constraint word_word_check CHECK ((word <> ''::text))
);

create table insight.anchor (
  member_id uuid not null,
  run_id uuid not null,
  index_bps integer not null,
  before_bps integer,
  parts integer[] not null,
  before_parts integer[],
  paid_fen bigint not null,
  is_head boolean default false not null,
  constraint anchor_pkey PRIMARY KEY (member_id),
  constraint anchor_before_bps_check CHECK (((before_bps >= 0) AND (before_bps <= 10000))),
  constraint anchor_index_bps_check CHECK (((index_bps >= 0) AND (index_bps <= 10000)))
);

create table insight.anchor_history (
  member_id uuid not null,
  day date not null,
  index_bps integer not null,
  is_head boolean not null,
  constraint anchor_history_pkey PRIMARY KEY (member_id, day)
);

create table insight.anchor_run (
  id uuid not null,
  began_at timestamp with time zone not null,
  state text not null,
  told_until uuid,
  buyers integer default 0 not null,
  model jsonb,
  held_back jsonb,
  ended_at timestamp with time zone,
  constraint anchor_run_pkey PRIMARY KEY (id),
  constraint anchor_run_state_check CHECK ((state = ANY (ARRAY['telling'::text, 'done'::text, 'too_few'::text])))
);

create table insight.buyer (
  member_id uuid not null,
  first_paid_on date not null,
  constraint buyer_pkey PRIMARY KEY (member_id)
);

create table insight.buyer_month (
  member_id uuid not null,
  month date not null,
  orders integer not null,
  constraint buyer_month_pkey PRIMARY KEY (member_id, month)
);

create table insight.dropped_order (
  order_id uuid not null,
  placed_on date not null,
  last_step text not null,
  constraint dropped_order_pkey PRIMARY KEY (order_id),
  constraint dropped_order_last_step_check CHECK ((last_step = ANY (ARRAY['placed'::text, 'paid'::text, 'shipped'::text, 'received'::text, 'completed'::text])))
);

create table insight.paid_minute (
  minute timestamp with time zone not null,
  orders integer default 0 not null,
  paid_fen bigint default 0 not null,
  constraint paid_minute_pkey PRIMARY KEY (minute)
);

create table insight.placed_day (
  day date not null,
  placed integer default 0 not null,
  paid integer default 0 not null,
  shipped integer default 0 not null,
  received integer default 0 not null,
  completed integer default 0 not null,
  constraint placed_day_pkey PRIMARY KEY (day)
);

create table insight.sales_day (
  day date not null,
  orders integer default 0 not null,
  paid_fen bigint default 0 not null,
  refunded_fen bigint default 0 not null,
  completed_fen bigint default 0 not null,
  new_buyers integer default 0 not null,
  constraint sales_day_pkey PRIMARY KEY (day)
);

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
) with (fillfactor=70);

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
  at timestamp with time zone not null,
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

create table platform.set_up_token (
  is_only boolean default true not null,
  token_hash bytea not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint set_up_token_pkey PRIMARY KEY (is_only),
  constraint set_up_token_check CHECK ((expires_at > made_at)),
  constraint set_up_token_is_only_check CHECK (is_only)
);

create table platform.shop (
  is_only boolean default true not null,
  name_zh text not null,
  name_en text not null,
  accent text not null,
  announcement_zh text default ''::text not null,
  announcement_en text default ''::text not null,
  made_up boolean default false not null,
  version integer default 1 not null,
  set_up_at timestamp with time zone not null,
  constraint shop_pkey PRIMARY KEY (is_only),
  constraint shop_accent_check CHECK ((accent = ANY (ARRAY['cinnabar'::text, 'plum'::text, 'indigo'::text, 'lake'::text, 'ink'::text]))),
  constraint shop_is_only_check CHECK (is_only),
  constraint shop_name_en_check CHECK ((name_en <> ''::text)),
  constraint shop_name_zh_check CHECK ((name_zh <> ''::text))
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

create table pool.activity_day (
  person_id uuid not null,
  kind text collate "C" not null,
  topic text collate "C" not null,
  day date not null,
  count integer not null,
  amount_fen bigint default 0 not null,
  last_at timestamp with time zone not null,
  constraint activity_day_pkey PRIMARY KEY (person_id, kind, topic, day),
  constraint activity_day_count_check CHECK ((count > 0))
) with (autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_scale_factor=0.05);

create table pool.activity_total (
  person_id uuid not null,
  kind text collate "C" not null,
  topic text collate "C" not null,
  count bigint not null,
  constraint activity_total_pkey PRIMARY KEY (person_id, kind, topic),
  constraint activity_total_count_check CHECK ((count > 0))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_insert_scale_factor=0.05);

create table pool.address (
  member_id uuid not null,
  id uuid not null,
  cipher bytea not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint address_pkey PRIMARY KEY (member_id, id)
);

create table pool.alias (
  person_id uuid not null,
  representative_id uuid not null,
  constraint alias_pkey PRIMARY KEY (person_id)
);

create table pool.attention_setting (
  only_one boolean default true not null,
  per_day integer not null,
  per_week integer not null,
  quiet_from smallint not null,
  quiet_until smallint not null,
  version integer default 1 not null,
  constraint attention_setting_pkey PRIMARY KEY (only_one),
  constraint attention_setting_only_one_check CHECK (only_one),
  constraint attention_setting_per_day_check CHECK (((per_day >= 1) AND (per_day <= 10))),
  constraint attention_setting_per_week_check CHECK (((per_week >= 1) AND (per_week <= 30))),
  constraint attention_setting_quiet_from_check CHECK (((quiet_from >= 0) AND (quiet_from <= 1439))),
  constraint attention_setting_quiet_until_check CHECK (((quiet_until >= 0) AND (quiet_until <= 1439))),
  constraint attention_week_holds_a_day CHECK ((per_week >= per_day))
);

create table pool.attention_share (
  class text collate "C" not null,
  per_day integer not null,
  constraint attention_share_pkey PRIMARY KEY (class),
  constraint attention_share_per_day_check CHECK (((per_day >= 0) AND (per_day <= 10)))
);

create table pool.attention_tally (
  id uuid default uuidv7() not null,
  day date not null,
  class text collate "C" not null,
  outcome text collate "C" not null,
  sends integer not null,
  constraint attention_tally_pkey PRIMARY KEY (id),
  constraint attention_tally_outcome_check CHECK ((outcome ~ '^[a-z_]{1,20}$'::text)),
  constraint attention_tally_sends_check CHECK ((sends > 0))
);

create table pool.bought (
  person_id uuid not null,
  order_id uuid not null,
  paid_at timestamp with time zone,
  paid_fen bigint default 0 not null,
  refunds integer default 0 not null,
  refunded_fen bigint default 0 not null,
  refunded_at timestamp with time zone,
  constraint bought_pkey PRIMARY KEY (person_id, order_id)
);

create table pool.closed_person (
  person_id uuid not null,
  closed_at timestamp with time zone not null,
  constraint closed_person_pkey PRIMARY KEY (person_id)
);

create table pool.consent (
  person_id uuid not null,
  id uuid default uuidv7() not null,
  purpose text collate "C" not null,
  channel text collate "C" not null,
  version integer not null,
  given_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  how text collate "C" not null,
  also_for uuid[] default '{}'::uuid[] not null,
  constraint consent_pkey PRIMARY KEY (person_id, id),
  constraint consent_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'sms'::text, 'email'::text, 'all'::text]))),
  constraint consent_channel_is_of_purpose CHECK (((purpose = 'profiling'::text) = (channel = 'all'::text))),
  constraint consent_ends_after_it_began CHECK ((withdrawn_at >= given_at)),
  constraint consent_how_check CHECK ((how ~ '^[a-z_]{1,20}$'::text)),
  constraint consent_says_something CHECK (((given_at IS NOT NULL) OR (withdrawn_at IS NOT NULL)))
);

create table pool.consent_asked (
  person_id uuid not null,
  purpose text collate "C" not null,
  asked_at timestamp with time zone not null,
  answer text not null,
  constraint consent_asked_pkey PRIMARY KEY (person_id, purpose),
  constraint consent_asked_answer_check CHECK ((answer = ANY (ARRAY['given'::text, 'refused'::text])))
);

create table pool.deferred_send (
  member_id uuid not null,
  id text collate "C" not null,
  send jsonb not null,
  due_at timestamp with time zone not null,
  constraint deferred_send_pkey PRIMARY KEY (member_id, id)
);

create table pool.due (
  member_id uuid not null,
  at timestamp with time zone not null,
  constraint due_pkey PRIMARY KEY (member_id)
);

create table pool.enrolment (
  member_id uuid not null,
  id uuid not null,
  journey_id uuid not null,
  version integer not null,
  entry text collate "C" not null,
  is_control boolean not null,
  entered_at timestamp with time zone not null,
  step text collate "C",
  moves integer default 0 not null,
  due_at timestamp with time zone,
  since timestamp with time zone,
  waits_kind text collate "C",
  has_come boolean default false not null,
  ended_at timestamp with time zone,
  ended_why text,
  constraint enrolment_pkey PRIMARY KEY (member_id, id),
  constraint enrolment_check CHECK ((ended_at >= entered_at)),
  constraint enrolment_ended_why_check CHECK ((ended_why = ANY (ARRAY['done'::text, 'merged'::text, 'stopped'::text]))),
  constraint enrolment_ends_for_a_reason CHECK (((ended_at IS NULL) = (ended_why IS NULL))),
  constraint enrolment_entry_check CHECK ((length(entry) <= 80)),
  constraint enrolment_stands_somewhere CHECK (((ended_at IS NULL) = (step IS NOT NULL)))
);

create table pool.enrolment_step (
  member_id uuid not null,
  enrolment_id uuid not null,
  move integer not null,
  step text collate "C" not null,
  outcome text collate "C" not null,
  at timestamp with time zone not null,
  constraint enrolment_step_pkey PRIMARY KEY (member_id, enrolment_id, move),
  constraint enrolment_step_outcome_check CHECK ((outcome ~ '^[a-z_]{1,30}$'::text))
);

create table pool.fact (
  person_id uuid not null,
  happened_at timestamp with time zone not null,
  id uuid not null,
  kind text collate "C" not null,
  topic text collate "C" default ''::text not null,
  object_id uuid,
  amount_fen bigint,
  quantity integer,
  received_at timestamp with time zone not null,
  txid xid8 default pg_current_xact_id() not null,
  constraint fact_pkey PRIMARY KEY (person_id, happened_at, id),
  constraint fact_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint fact_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 20))),
  constraint fact_quantity_check CHECK ((quantity >= 0)),
  constraint fact_topic_check CHECK ((length(topic) <= 100))
) partition by RANGE (happened_at);

create table pool.identity (
  blind_index bytea not null,
  kind text not null,
  member_id uuid not null,
  value_cipher bytea not null,
  created_at timestamp with time zone not null,
  id uuid default uuidv7() not null,
  how text default 'code'::text not null,
  set_by text default 'member'::text not null,
  constraint identity_pkey PRIMARY KEY (blind_index, kind),
  constraint identity_how_check CHECK ((how = ANY (ARRAY['code'::text, 'provider'::text, 'import'::text, 'staff'::text]))),
  constraint identity_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'email'::text, 'wechat_openid'::text, 'wechat_unionid'::text, 'store_card'::text])))
);

create table pool.journey (
  id uuid not null,
  name text not null,
  status text not null,
  draft jsonb not null,
  version integer default 0 not null,
  edition integer default 1 not null,
  control_bps integer not null,
  control_key bytea not null,
  control_reason text,
  measured_days integer not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  changed_at timestamp with time zone not null,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  filling_after uuid,
  is_filling boolean default false not null,
  constraint journey_pkey PRIMARY KEY (id),
  constraint journey_control_bps_check CHECK (((control_bps >= 0) AND (control_bps <= 9000))),
  constraint journey_control_or_reason CHECK (((control_bps > 0) OR (length(control_reason) >= 10))),
  constraint journey_measured_days_check CHECK (((measured_days >= 1) AND (measured_days <= 90))),
  constraint journey_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint journey_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'running'::text, 'paused'::text, 'stopped'::text])))
);

create table pool.journey_version (
  journey_id uuid not null,
  version integer not null,
  graph jsonb not null,
  published_at timestamp with time zone not null,
  published_by uuid not null,
  constraint journey_version_pkey PRIMARY KEY (journey_id, version)
);

create table pool.member (
  id uuid default uuidv7() not null,
  nickname text,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint member_pkey PRIMARY KEY (id),
  constraint member_check CHECK ((closed_at >= created_at)),
  constraint member_closed_is_nobody CHECK (((closed_at IS NULL) OR (nickname IS NULL))),
  constraint member_nickname_check CHECK (((length(nickname) >= 1) AND (length(nickname) <= 24)))
);

create table pool.member_import (
  id uuid not null,
  status text not null,
  bytes bigint not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  mapping jsonb,
  format jsonb,
  rows_read integer default 0 not null,
  rows_of integer,
  check_report jsonb,
  report jsonb,
  worked_until timestamp with time zone,
  ended_at timestamp with time zone,
  failure text collate "C",
  constraint member_import_pkey PRIMARY KEY (id),
  constraint member_import_bytes_check CHECK ((bytes > 0)),
  constraint member_import_status_check CHECK ((status = ANY (ARRAY['uploading'::text, 'ready'::text, 'checking'::text, 'checked'::text, 'importing'::text, 'done'::text, 'stopped'::text, 'failed'::text])))
);

create table pool.member_import_fault (
  import_id uuid not null,
  line integer not null,
  reasons text[] not null,
  cipher bytea not null,
  constraint member_import_fault_pkey PRIMARY KEY (import_id, line)
);

create table pool.member_import_part (
  import_id uuid not null,
  number integer not null,
  bytes integer not null,
  is_utf8 boolean not null,
  digest bytea not null,
  cipher bytea not null,
  constraint member_import_part_pkey PRIMARY KEY (import_id, number),
  constraint member_import_part_number_check CHECK ((number >= 0))
);

create table pool.member_import_seen (
  import_id uuid not null,
  blind_index bytea not null,
  line integer not null,
  constraint member_import_seen_pkey PRIMARY KEY (import_id, blind_index)
);

create table pool.merge (
  id uuid not null,
  a_person uuid not null,
  b_person uuid not null,
  evidence jsonb not null,
  merged_at timestamp with time zone not null,
  merged_by text not null,
  undone_at timestamp with time zone,
  undone_by text,
  constraint merge_pkey PRIMARY KEY (id),
  constraint merge_check CHECK ((undone_at >= merged_at)),
  constraint merge_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
  constraint merge_joins_two CHECK ((a_person <> b_person)),
  constraint merge_undone_by_somebody CHECK (((undone_at IS NULL) = (undone_by IS NULL)))
);

create table pool.merge_proposal (
  id uuid not null,
  a_person uuid not null,
  b_person uuid not null,
  evidence jsonb not null,
  reason text not null,
  proposed_at timestamp with time zone not null,
  proposed_by text not null,
  decided_at timestamp with time zone,
  decided_by text,
  decision text,
  constraint merge_proposal_pkey PRIMARY KEY (id),
  constraint merge_proposal_decided CHECK ((((decided_at IS NULL) = (decision IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint merge_proposal_decision_check CHECK ((decision = ANY (ARRAY['accepted'::text, 'refused'::text]))),
  constraint merge_proposal_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
  constraint merge_proposal_of_a_pair CHECK ((a_person < b_person)),
  constraint merge_proposal_reason_check CHECK ((reason = ANY (ARRAY['evidence'::text, 'too_many_persons'::text, 'too_many_phones'::text])))
);

create table pool.message (
  member_id uuid not null,
  id uuid not null,
  class text not null,
  kind text not null,
  about text not null,
  version integer not null,
  facts jsonb not null,
  happened_at timestamp with time zone not null,
  read_at timestamp with time zone,
  template_id uuid,
  constraint message_pkey PRIMARY KEY (member_id, id),
  constraint message_about_check CHECK ((about ~ '^[a-z_]+:[0-9a-zA-Z-]{1,64}$'::text)),
  constraint message_class_check CHECK ((class = ANY (ARRAY['service'::text, 'marketing'::text]))),
  constraint message_facts_check CHECK ((jsonb_typeof(facts) = 'object'::text)),
  constraint message_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text)),
  constraint message_marketing_has_words CHECK (((class = 'marketing'::text) = (template_id IS NOT NULL)))
);

create table pool.milestone (
  person_id uuid not null,
  first_at timestamp with time zone not null,
  visits timestamp with time zone[] default '{}'::timestamp with time zone[] not null,
  looked_at timestamp with time zone,
  signed_up_at timestamp with time zone,
  invited_at timestamp with time zone,
  brought integer default 0 not null,
  shares integer default 0 not null,
  active timestamp with time zone[] default '{}'::timestamp with time zone[] not null,
  constraint milestone_pkey PRIMARY KEY (person_id),
  constraint milestone_active_check CHECK (((cardinality(active) % 2) = 0)),
  constraint milestone_visits_check CHECK ((cardinality(visits) <= 2))
) with (fillfactor=80);

create table pool.order_address (
  order_id uuid not null,
  address_id uuid not null,
  cipher bytea not null,
  constraint order_address_pkey PRIMARY KEY (order_id)
);

create table pool.outreach (
  id uuid not null,
  template_id uuid not null,
  segment_id uuid,
  channel text not null,
  state text not null,
  wanted integer not null,
  after_id uuid,
  wait_until timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  ended_at timestamp with time zone,
  constraint outreach_pkey PRIMARY KEY (id),
  constraint outreach_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'sms'::text, 'email'::text]))),
  constraint outreach_state_check CHECK ((state = ANY (ARRAY['sending'::text, 'stopped'::text, 'done'::text])))
);

create table pool.outreach_count (
  outreach_id uuid not null,
  outcome text collate "C" not null,
  members integer not null,
  constraint outreach_count_pkey PRIMARY KEY (outreach_id, outcome)
);

create table pool.past_order (
  member_id uuid not null,
  id uuid not null,
  paid_at timestamp with time zone not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  import_id uuid not null,
  constraint past_order_pkey PRIMARY KEY (member_id, id),
  constraint past_order_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint past_order_check CHECK (((refunded_fen >= 0) AND (refunded_fen <= amount_fen)))
);

create table pool.profile (
  member_id uuid not null,
  kind text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  last_on date not null,
  orders integer default 0 not null,
  paid_fen bigint default 0 not null,
  refunded_fen bigint default 0 not null,
  first_paid_at timestamp with time zone,
  last_paid_at timestamp with time zone,
  shares integer default 0 not null,
  brought integer default 0 not null,
  stage text not null,
  stage_since timestamp with time zone not null,
  channel_id uuid,
  campaign_id uuid,
  birth_month_day smallint,
  constraint profile_pkey PRIMARY KEY (member_id),
  constraint profile_birth_month_day_check CHECK (((birth_month_day >= 101) AND (birth_month_day <= 1231))),
  constraint profile_kind_check CHECK ((kind = ANY (ARRAY['visitor'::text, 'member'::text]))),
  constraint profile_stage_check CHECK ((stage = ANY (ARRAY['stranger'::text, 'visitor'::text, 'member'::text, 'buyer'::text, 'repeat'::text, 'advocate'::text, 'lapsed'::text])))
) with (fillfactor=80);

create table pool.profile_field (
  person_id uuid not null,
  field text not null,
  value_cipher bytea not null,
  month_day smallint,
  source text not null,
  set_at timestamp with time zone not null,
  constraint profile_field_pkey PRIMARY KEY (person_id, field),
  constraint profile_field_field_check CHECK ((field = ANY (ARRAY['birthday'::text, 'gender'::text, 'city'::text]))),
  constraint profile_field_month_day CHECK (((field = 'birthday'::text) = (month_day IS NOT NULL))),
  constraint profile_field_month_day_check CHECK (((month_day >= 101) AND (month_day <= 1231))),
  constraint profile_field_source_check CHECK ((source = ANY (ARRAY['member'::text, 'staff'::text, 'import'::text])))
);

create table pool.purpose (
  purpose text collate "C" not null,
  version integer not null,
  constraint purpose_pkey PRIMARY KEY (purpose),
  constraint purpose_purpose_check CHECK ((purpose = ANY (ARRAY['marketing'::text, 'profiling'::text]))),
  constraint purpose_version_check CHECK ((version > 0))
);

create table pool.quiet_hours (
  member_id uuid not null,
  quiet_from smallint not null,
  quiet_until smallint not null,
  constraint quiet_hours_pkey PRIMARY KEY (member_id),
  constraint quiet_hours_quiet_from_check CHECK (((quiet_from >= 0) AND (quiet_from <= 1439))),
  constraint quiet_hours_quiet_until_check CHECK (((quiet_until >= 0) AND (quiet_until <= 1439)))
);

create table pool.rfm_bound (
  as_of timestamp with time zone not null,
  buyers integer not null,
  recency timestamp with time zone[] not null,
  frequency integer[] not null,
  money bigint[] not null,
  constraint rfm_bound_pkey PRIMARY KEY (as_of),
  constraint rfm_bound_frequency_check CHECK ((cardinality(frequency) = 4)),
  constraint rfm_bound_money_check CHECK ((cardinality(money) = 4)),
  constraint rfm_bound_recency_check CHECK ((cardinality(recency) = 4))
);

create table pool.rfm_cell (
  as_of timestamp with time zone not null,
  r smallint not null,
  f smallint not null,
  buyers integer not null,
  watched integer not null,
  mean_fen bigint,
  sd_fen bigint,
  constraint rfm_cell_pkey PRIMARY KEY (as_of, r, f),
  constraint rfm_cell_f_check CHECK (((f >= 1) AND (f <= 5))),
  constraint rfm_cell_r_check CHECK (((r >= 1) AND (r <= 5)))
);

create table pool.segment (
  id uuid default uuidv7() not null,
  name text not null,
  rule jsonb not null,
  status text not null,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  created_by uuid not null,
  constraint segment_pkey PRIMARY KEY (id),
  constraint segment_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint segment_status_check CHECK ((status = ANY (ARRAY['live'::text, 'archived'::text])))
);

create table pool.segment_follower (
  segment_id uuid not null,
  follower text not null,
  constraint segment_follower_pkey PRIMARY KEY (segment_id, follower),
  constraint segment_follower_follower_check CHECK ((follower ~ '^[a-z_]{1,20}:[\da-f-]{36}$'::text))
);

create table pool.segment_member (
  segment_id uuid not null,
  member_id uuid not null,
  since timestamp with time zone not null,
  constraint segment_member_pkey PRIMARY KEY (member_id, segment_id)
);

create table pool.segment_size (
  segment_id uuid not null,
  at timestamp with time zone not null,
  members integer not null,
  constraint segment_size_pkey PRIMARY KEY (segment_id, at)
);

create table pool.segment_state (
  segment_id uuid not null,
  rule_version integer default 1 not null,
  rfm_as_of timestamp with time zone,
  asked_to uuid,
  asked integer default 0 not null,
  filled_at timestamp with time zone,
  members integer default 0 not null,
  cost_us integer default 0 not null,
  cost_people integer default 0 not null,
  last_error text,
  failed_at timestamp with time zone,
  constraint segment_state_pkey PRIMARY KEY (segment_id)
);

create table pool.segment_version (
  segment_id uuid not null,
  version integer not null,
  name text not null,
  rule jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by uuid not null,
  constraint segment_version_pkey PRIMARY KEY (segment_id, version)
);

create table pool.send (
  member_id uuid not null,
  id text collate "C" not null,
  class text collate "C" not null,
  channel text collate "C" not null,
  template_id uuid not null,
  about text collate "C" not null,
  facts jsonb not null,
  owner_id uuid not null,
  message_id uuid not null,
  sent_at timestamp with time zone not null,
  state text collate "C" not null,
  due_at timestamp with time zone,
  constraint send_pkey PRIMARY KEY (member_id, id),
  constraint send_about_check CHECK ((about ~ '^[a-z_]+:[0-9a-zA-Z-]{1,64}$'::text)),
  constraint send_channel_check CHECK ((channel = ANY (ARRAY['inbox'::text, 'sms'::text, 'email'::text]))),
  constraint send_class_check CHECK ((class = ANY (ARRAY['campaign'::text, 'journey'::text, 'seller'::text, 'circle'::text, 'board'::text, 'flash_sale'::text, 'invite'::text, 'survey'::text]))),
  constraint send_facts_check CHECK ((jsonb_typeof(facts) = 'object'::text)),
  constraint send_id_check CHECK ((id ~ '^[a-z0-9_:-]{1,120}$'::text)),
  constraint send_state_check CHECK ((state = ANY (ARRAY['delivered'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'stopped'::text])))
);

create table pool.sign_in_code (
  phone_index bytea not null,
  id uuid not null,
  code_hash bytea not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  attempts smallint default 0 not null,
  used_at timestamp with time zone,
  constraint sign_in_code_pkey PRIMARY KEY (phone_index, id),
  constraint sign_in_code_attempts_check CHECK (((attempts >= 0) AND (attempts <= 5))),
  constraint sign_in_code_check CHECK ((expires_at > requested_at))
);

create table pool.source (
  person_id uuid not null,
  channel_id uuid,
  campaign_id uuid,
  at timestamp with time zone not null,
  constraint source_pkey PRIMARY KEY (person_id)
);

create table pool.stage_change (
  member_id uuid not null,
  at timestamp with time zone not null,
  stage text not null,
  was text,
  constraint stage_change_pkey PRIMARY KEY (member_id, at)
);

create table pool.stale_person (
  person_id uuid not null,
  at timestamp with time zone default now() not null,
  id uuid default uuidv7() not null,
  constraint stale_person_pkey PRIMARY KEY (person_id, id)
);

create table pool.tag (
  person_id uuid not null,
  tag text collate "C" not null,
  origin text not null,
  confidence_bps integer not null,
  set_by text not null,
  set_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint tag_pkey PRIMARY KEY (person_id, tag),
  constraint tag_check CHECK ((expires_at > set_at)),
  constraint tag_confidence_bps_check CHECK (((confidence_bps >= 1) AND (confidence_bps <= 10000))),
  constraint tag_origin_check CHECK ((origin = ANY (ARRAY['hand'::text, 'rule'::text, 'computed'::text, 'import'::text]))),
  constraint tag_tag_check CHECK ((tag ~ '^[^\s].{0,39}$'::text))
);

create table pool.tag_refusal (
  person_id uuid not null,
  tag text collate "C" not null,
  refused_at timestamp with time zone not null,
  constraint tag_refusal_pkey PRIMARY KEY (person_id, tag)
);

create table pool.tag_rule (
  id uuid not null,
  tag text collate "C" not null,
  segment_id uuid not null,
  confidence_bps integer not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint tag_rule_pkey PRIMARY KEY (id),
  constraint tag_rule_check CHECK ((ended_at >= made_at)),
  constraint tag_rule_confidence_bps_check CHECK (((confidence_bps >= 1) AND (confidence_bps <= 10000))),
  constraint tag_rule_tag_check CHECK ((tag ~ '^[^\s].{0,39}$'::text))
);

create table pool.template (
  id uuid not null,
  name text not null,
  title_zh text not null,
  title_en text not null,
  body_zh text not null,
  body_en text not null,
  link text,
  status text not null,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  created_by uuid not null,
  constraint template_pkey PRIMARY KEY (id),
  constraint template_body_en_check CHECK (((length(body_en) >= 1) AND (length(body_en) <= 300))),
  constraint template_body_zh_check CHECK (((length(body_zh) >= 1) AND (length(body_zh) <= 300))),
  constraint template_link_check CHECK (((link ~ '^/[\x21-\x7e]{0,199}$'::text) AND (link !~ '^//'::text))),
  constraint template_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint template_status_check CHECK ((status = ANY (ARRAY['live'::text, 'archived'::text]))),
  constraint template_title_en_check CHECK (((length(title_en) >= 1) AND (length(title_en) <= 60))),
  constraint template_title_zh_check CHECK (((length(title_zh) >= 1) AND (length(title_zh) <= 60)))
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

create table trade.cart_line (
  member_id uuid not null,
  sku_id uuid not null,
  quantity integer not null,
  added_at timestamp with time zone not null,
  constraint cart_line_pkey PRIMARY KEY (member_id, sku_id),
  constraint cart_line_quantity_check CHECK (((quantity >= 1) AND (quantity <= 9999)))
);

create table trade."case" (
  id uuid default uuidv7() not null,
  kind text not null,
  subject text not null,
  facts jsonb not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  outcome text,
  constraint case_pkey PRIMARY KEY (id)
);

create table trade.coupon (
  id uuid default uuidv7() not null,
  code text not null,
  title_zh text not null,
  title_en text not null,
  off_fen bigint not null,
  min_spend_fen bigint not null,
  total integer not null,
  per_member_max integer not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint coupon_pkey PRIMARY KEY (id),
  constraint coupon_code_key UNIQUE (code),
  constraint coupon_check CHECK ((min_spend_fen > off_fen)),
  constraint coupon_check1 CHECK ((ends_at > starts_at)),
  constraint coupon_code_check CHECK ((code = upper(code))),
  constraint coupon_off_fen_check CHECK ((off_fen > 0)),
  constraint coupon_per_member_max_check CHECK ((per_member_max > 0)),
  constraint coupon_total_check CHECK ((total > 0))
);

create table trade.dispute (
  id uuid default uuidv7() not null,
  order_id uuid not null,
  status text not null,
  reason text not null,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  refund_id uuid,
  refund_fen bigint,
  grounds text,
  constraint dispute_pkey PRIMARY KEY (id),
  constraint dispute_refund_fen_check CHECK ((refund_fen >= 0)),
  constraint dispute_status_check CHECK ((status = ANY (ARRAY['opened'::text, 'decided'::text, 'withdrawn'::text])))
);

create table trade.flash_sale (
  id uuid default uuidv7() not null,
  sku_id uuid not null,
  price_fen bigint not null,
  quantity integer not null,
  per_member_max integer not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  returns integer default 0 not null,
  settled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  compared_fen bigint,
  compared_at timestamp with time zone,
  constraint flash_sale_pkey PRIMARY KEY (id),
  constraint flash_sale_check CHECK ((ends_at > starts_at)),
  constraint flash_sale_compared_fen_check CHECK ((compared_fen > 0)),
  constraint flash_sale_per_member_max_check CHECK ((per_member_max > 0)),
  constraint flash_sale_price_fen_check CHECK ((price_fen > 0)),
  constraint flash_sale_quantity_check CHECK ((quantity > 0))
);

create table trade.instruction (
  number text collate "C" not null,
  kind text not null,
  about text not null,
  order_id uuid,
  amount_fen bigint not null,
  body jsonb not null,
  hold_chain text collate "C",
  status text not null,
  institution_number text,
  reason text,
  attempts integer default 0 not null,
  next_at timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  txid xid8 default pg_current_xact_id() not null,
  constraint instruction_pkey PRIMARY KEY (number),
  constraint instruction_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint instruction_kind_check CHECK ((kind = ANY (ARRAY['close'::text, 'split'::text, 'refund'::text, 'payout'::text]))),
  constraint instruction_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'refused'::text])))
);

create table trade."order" (
  id uuid default uuidv7() not null,
  member_id uuid not null,
  status text not null,
  version integer default 1 not null,
  goods_fen bigint not null,
  discount_fen bigint not null,
  total_fen bigint not null,
  refunded_fen bigint default 0 not null,
  coupon_id uuid,
  address_id uuid not null,
  disputed boolean default false not null,
  placed_at timestamp with time zone not null,
  pay_by timestamp with time zone not null,
  paid_at timestamp with time zone,
  shipped_at timestamp with time zone,
  received_at timestamp with time zone,
  completed_at timestamp with time zone,
  closed_at timestamp with time zone,
  due_at timestamp with time zone,
  constraint order_pkey PRIMARY KEY (id),
  constraint order_check CHECK (((total_fen > 0) AND (total_fen = (goods_fen - discount_fen)))),
  constraint order_check1 CHECK (((refunded_fen >= 0) AND (refunded_fen <= total_fen))),
  constraint order_discount_fen_check CHECK ((discount_fen >= 0)),
  constraint order_goods_fen_check CHECK ((goods_fen > 0)),
  constraint order_status_known CHECK ((status = ANY (ARRAY['placed'::text, 'paid'::text, 'shipped'::text, 'received'::text, 'completed'::text, 'closed'::text, 'refunded'::text])))
);

create table trade.order_line (
  order_id uuid not null,
  line_no smallint not null,
  sku_id uuid not null,
  brand_id uuid not null,
  product_id uuid not null,
  title_zh text not null,
  title_en text not null,
  quantity integer not null,
  unit_price_fen bigint not null,
  discount_fen bigint not null,
  total_fen bigint not null,
  fee_bps integer not null,
  flash_sale_id uuid,
  refunded_quantity integer default 0 not null,
  refunded_fen bigint default 0 not null,
  shipment_id uuid,
  constraint order_line_pkey PRIMARY KEY (order_id, line_no),
  constraint order_line_check CHECK ((total_fen = ((quantity * unit_price_fen) - discount_fen))),
  constraint order_line_check1 CHECK (((refunded_quantity >= 0) AND (refunded_quantity <= quantity))),
  constraint order_line_check2 CHECK (((refunded_fen >= 0) AND (refunded_fen <= total_fen))),
  constraint order_line_discount_fen_check CHECK ((discount_fen >= 0)),
  constraint order_line_fee_bps_check CHECK (((fee_bps >= 0) AND (fee_bps <= 10000))),
  constraint order_line_quantity_check CHECK ((quantity > 0)),
  constraint order_line_unit_price_fen_check CHECK ((unit_price_fen > 0))
) with (fillfactor=80);

create table trade.payment (
  number text collate "C" not null,
  order_id uuid not null,
  method text not null,
  amount_fen bigint not null,
  status text not null,
  hold_chain text collate "C" not null,
  hold_n smallint not null,
  cashier_url text,
  institution_number text,
  reason text,
  attempts integer default 0 not null,
  next_at timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  txid xid8 default pg_current_xact_id() not null,
  constraint payment_pkey PRIMARY KEY (number),
  constraint payment_amount_fen_check CHECK ((amount_fen > 0)),
  constraint payment_method_check CHECK ((method = ANY (ARRAY['cashier'::text, 'balance'::text]))),
  constraint payment_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'failed'::text, 'closed'::text, 'returning'::text, 'returned'::text])))
);

create table trade.payout (
  id uuid default uuidv7() not null,
  brand_id uuid not null,
  amount_fen bigint not null,
  status text not null,
  run_on date not null,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint payout_pkey PRIMARY KEY (id),
  constraint payout_amount_fen_check CHECK ((amount_fen > 0)),
  constraint payout_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'refused'::text])))
);

create table trade.reconciliation (
  id uuid default uuidv7() not null,
  due_on date not null,
  run_at timestamp with time zone not null,
  line_count integer not null,
  matched integer not null,
  in_flight_count integer not null,
  unexplained_count integer not null,
  in_flight jsonb not null,
  unexplained jsonb not null,
  accounts jsonb,
  constraint reconciliation_pkey PRIMARY KEY (id)
);

create table trade.refund (
  id uuid default uuidv7() not null,
  order_id uuid not null,
  kind text not null,
  status text not null,
  amount_fen bigint not null,
  reason text not null,
  restock boolean not null,
  after_release boolean,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  due_at timestamp with time zone,
  decided_at timestamp with time zone,
  done_at timestamp with time zone,
  constraint refund_pkey PRIMARY KEY (id),
  constraint refund_amount_fen_check CHECK ((amount_fen > 0)),
  constraint refund_kind_check CHECK ((kind = ANY (ARRAY['cancel'::text, 'return'::text, 'money_only'::text]))),
  constraint refund_requested_by_check CHECK ((requested_by = ANY (ARRAY['member'::text, 'staff'::text, 'dispute'::text]))),
  constraint refund_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'approved'::text, 'done'::text, 'refused'::text, 'withdrawn'::text, 'stuck'::text])))
);

create table trade.refund_line (
  refund_id uuid not null,
  order_id uuid not null,
  line_no smallint not null,
  quantity integer not null,
  amount_fen bigint not null,
  constraint refund_line_pkey PRIMARY KEY (refund_id, line_no),
  constraint refund_line_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint refund_line_quantity_check CHECK ((quantity >= 0))
);

create table trade.refund_share (
  refund_id uuid not null,
  brand_id uuid not null,
  payable_fen bigint not null,
  fee_fen bigint not null,
  constraint refund_share_pkey PRIMARY KEY (refund_id, brand_id),
  constraint refund_share_fee_fen_check CHECK ((fee_fen >= 0)),
  constraint refund_share_payable_fen_check CHECK ((payable_fen >= 0))
);

create table trade.remark (
  id uuid default uuidv7() not null,
  subject text not null,
  author text not null,
  member_id uuid,
  text text not null,
  written_at timestamp with time zone not null,
  constraint remark_pkey PRIMARY KEY (id),
  constraint remark_author_check CHECK ((author = ANY (ARRAY['member'::text, 'staff'::text]))),
  constraint remark_text_check CHECK (((length(text) >= 1) AND (length(text) <= 2000)))
);

create table trade.shipment (
  id uuid default uuidv7() not null,
  order_id uuid not null,
  brand_id uuid not null,
  carrier text not null,
  tracking_no text not null,
  status text not null,
  shipped_at timestamp with time zone not null,
  received_at timestamp with time zone,
  constraint shipment_pkey PRIMARY KEY (id),
  constraint shipment_status_check CHECK ((status = ANY (ARRAY['shipped'::text, 'received'::text])))
);

create table traffic.campaign (
  id uuid not null,
  name text not null,
  owner_id uuid not null,
  route text not null,
  scene text not null,
  circle text not null,
  content text not null,
  starts_on date not null,
  ends_on date,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  constraint campaign_pkey PRIMARY KEY (id),
  constraint campaign_check CHECK ((ends_on >= starts_on)),
  constraint campaign_circle_check CHECK (((length(circle) >= 1) AND (length(circle) <= 200))),
  constraint campaign_content_check CHECK (((length(content) >= 1) AND (length(content) <= 500))),
  constraint campaign_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint campaign_route_check CHECK ((route = ANY (ARRAY['trust'::text, 'own_brand'::text, 'better_process'::text]))),
  constraint campaign_scene_check CHECK (((length(scene) >= 1) AND (length(scene) <= 200)))
);

create table traffic.channel (
  id uuid not null,
  name text not null,
  kind text not null,
  owner_id uuid not null,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  version integer default 1 not null,
  constraint channel_pkey PRIMARY KEY (id),
  constraint channel_check CHECK ((closed_at >= created_at)),
  constraint channel_kind_check CHECK ((kind = ANY (ARRAY['paid_placement'::text, 'marketplace'::text, 'search'::text, 'store'::text, 'partner'::text, 'opinion_leader'::text, 'offline_code'::text, 'own'::text]))),
  constraint channel_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

create table traffic.claim (
  visitor_id uuid not null,
  member_id uuid not null,
  at timestamp with time zone not null,
  is_new boolean not null,
  constraint claim_pkey PRIMARY KEY (visitor_id, member_id)
);

create table traffic.conversion (
  member_id uuid not null,
  order_id uuid not null,
  paid_at timestamp with time zone,
  amount_fen bigint default 0 not null,
  margin_fen bigint default 0 not null,
  refunded_fen bigint default 0 not null,
  constraint conversion_pkey PRIMARY KEY (member_id, order_id)
);

create table traffic.cost (
  id uuid not null,
  channel_id uuid not null,
  campaign_id uuid,
  day date not null,
  cost_fen bigint not null,
  impressions integer,
  clicks integer,
  noted_at timestamp with time zone not null,
  noted_by uuid not null,
  replaced_at timestamp with time zone,
  constraint cost_pkey PRIMARY KEY (id),
  constraint cost_check CHECK ((replaced_at >= noted_at)),
  constraint cost_clicks_check CHECK ((clicks >= 0)),
  constraint cost_cost_fen_check CHECK (((cost_fen >= 0) AND (cost_fen <= '100000000000'::bigint))),
  constraint cost_impressions_check CHECK ((impressions >= 0))
);

create table traffic.credit (
  person_id uuid not null,
  window_days smallint not null,
  place integer not null,
  n smallint not null,
  channel_id uuid,
  campaign_id uuid,
  ended_at timestamp with time zone not null,
  is_first boolean not null,
  amount_fen bigint not null,
  margin_fen bigint not null,
  first_ppm integer not null,
  last_ppm integer not null,
  linear_ppm integer not null,
  position_ppm integer not null,
  decay_ppm integer not null,
  shapley_ppm integer not null,
  constraint credit_pkey PRIMARY KEY (person_id, window_days, place, n)
);

create table traffic.invite (
  newcomer_id uuid not null,
  inviter_id uuid not null,
  visitor_id uuid not null,
  terms_id uuid not null,
  invited_at timestamp with time zone not null,
  joined_at timestamp with time zone not null,
  state text not null,
  reason text,
  order_id uuid,
  due_at timestamp with time zone,
  points integer default 0 not null,
  decided_at timestamp with time zone,
  accepted_by uuid,
  constraint invite_pkey PRIMARY KEY (newcomer_id),
  constraint invite_check CHECK ((inviter_id <> newcomer_id)),
  constraint invite_check1 CHECK ((joined_at >= invited_at)),
  constraint invite_due_with_order CHECK (((due_at IS NULL) = (order_id IS NULL))),
  constraint invite_points_check CHECK ((points >= 0)),
  constraint invite_state_check CHECK ((state = ANY (ARRAY['joined'::text, 'bought'::text, 'waiting'::text, 'rewarded'::text, 'refused'::text, 'reversed'::text])))
);

create table traffic.invite_link (
  id uuid not null,
  code text collate "C" not null,
  member_id uuid not null,
  created_at timestamp with time zone not null,
  constraint invite_link_pkey PRIMARY KEY (id),
  constraint invite_link_code_key UNIQUE (code),
  constraint invite_link_member_id_key UNIQUE (member_id),
  constraint invite_link_code_check CHECK ((code ~ '^[2-9a-hjkmnp-z]{8}$'::text))
);

create table traffic.invite_terms (
  id uuid not null,
  reward_points integer not null,
  month_max integer not null,
  realised_min_fen bigint not null,
  return_days integer not null,
  cooling_days integer not null,
  levels integer not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  constraint invite_terms_pkey PRIMARY KEY (id),
  constraint invite_terms_cooling_days_check CHECK (((cooling_days >= 0) AND (cooling_days <= 90))),
  constraint invite_terms_levels_check CHECK ((levels = 1)),
  constraint invite_terms_month_max_check CHECK (((month_max >= 0) AND (month_max <= 1000))),
  constraint invite_terms_realised_min_fen_check CHECK ((realised_min_fen >= 0)),
  constraint invite_terms_return_days_check CHECK (((return_days >= 7) AND (return_days <= 90))),
  constraint invite_terms_reward_points_check CHECK (((reward_points >= 0) AND (reward_points <= 100000)))
);

create table traffic.link (
  id uuid not null,
  code text collate "C" not null,
  title text not null,
  channel_id uuid not null,
  campaign_id uuid,
  owner_kind text not null,
  owner_id text default ''::text not null,
  path text not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  expires_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint link_pkey PRIMARY KEY (id),
  constraint link_code_key UNIQUE (code),
  constraint link_code_check CHECK ((code ~ '^[2-9a-hjkmnp-z]{8}$'::text)),
  constraint link_owner_id_check CHECK ((length(owner_id) <= 60)),
  constraint link_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['channel'::text, 'store'::text, 'staff'::text]))),
  constraint link_path_check CHECK (((path ~ '^/([^/\\].*)?$'::text) AND (length(path) <= 200))),
  constraint link_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60)))
);

create table traffic.path (
  person_id uuid not null,
  window_days smallint not null,
  place integer not null,
  ended_at timestamp with time zone not null,
  order_id uuid,
  is_first boolean default false not null,
  amount_fen bigint default 0 not null,
  margin_fen bigint default 0 not null,
  channels uuid[] not null,
  constraint path_pkey PRIMARY KEY (person_id, window_days, place),
  constraint path_window_days_check CHECK ((window_days = ANY (ARRAY[7, 30, 90])))
);

create table traffic.reached (
  person_id uuid not null,
  channel_id uuid not null,
  day date not null,
  touches integer not null,
  constraint reached_pkey PRIMARY KEY (person_id, channel_id, day)
);

create table traffic.source_rule (
  source text collate "C" not null,
  medium text collate "C" default ''::text not null,
  name text collate "C" default ''::text not null,
  channel_id uuid not null,
  campaign_id uuid,
  made_at timestamp with time zone not null,
  made_by uuid not null,
  constraint source_rule_pkey PRIMARY KEY (source, medium, name),
  constraint source_rule_medium_check CHECK ((length(medium) <= 60)),
  constraint source_rule_name_check CHECK ((length(name) <= 60)),
  constraint source_rule_source_check CHECK (((length(source) >= 1) AND (length(source) <= 60)))
);

create table traffic.stale_credit (
  person_id uuid not null,
  id uuid default uuidv7() not null,
  at timestamp with time zone not null,
  constraint stale_credit_pkey PRIMARY KEY (person_id, id)
);

create table traffic.trace (
  person_id uuid not null,
  at timestamp with time zone not null,
  visit_id uuid not null,
  address_key bytea not null,
  agent_key bytea not null,
  constraint trace_pkey PRIMARY KEY (person_id, at, visit_id)
);

create table traffic.visit (
  person_id uuid not null,
  at timestamp with time zone not null,
  id uuid not null,
  link_id uuid,
  channel_id uuid,
  campaign_id uuid,
  inviter_id uuid,
  source text collate "C" default ''::text not null,
  medium text collate "C" default ''::text not null,
  name text collate "C" default ''::text not null,
  landing text not null,
  device text not null,
  signs text[] default '{}'::text[] not null,
  confirmed_at timestamp with time zone,
  verdict text default 'pending'::text not null,
  reasons text[] default '{}'::text[] not null,
  judged_at timestamp with time zone,
  overruled_by uuid,
  constraint visit_pkey PRIMARY KEY (person_id, at, id),
  constraint visit_device_check CHECK ((device = ANY (ARRAY['phone'::text, 'tablet'::text, 'desktop'::text, 'robot'::text, 'unknown'::text]))),
  constraint visit_landing_check CHECK ((length(landing) <= 200)),
  constraint visit_medium_check CHECK ((length(medium) <= 60)),
  constraint visit_name_check CHECK ((length(name) <= 60)),
  constraint visit_source_check CHECK ((length(source) <= 60)),
  constraint visit_verdict_check CHECK ((verdict = ANY (ARRAY['pending'::text, 'real'::text, 'suspect'::text, 'fake'::text])))
);

create view traffic.touch as
 SELECT person_id,
    at,
    id,
    link_id,
    channel_id,
    campaign_id,
    COALESCE(( SELECT claim.member_id
           FROM traffic.claim
          WHERE ((claim.visitor_id = visit.person_id) AND (claim.at >= visit.at))
          ORDER BY claim.at, claim.member_id
         LIMIT 1), ( SELECT claim.member_id
           FROM traffic.claim
          WHERE ((claim.visitor_id = visit.person_id) AND (claim.at < visit.at))
          ORDER BY claim.at DESC, claim.member_id
         LIMIT 1), person_id) AS owner_id
   FROM traffic.visit
  WHERE ((channel_id IS NOT NULL) AND (verdict = 'real'::text));

CREATE INDEX membership_of_board ON boards.membership USING btree (board, member_id) WHERE (left_at IS NULL);
CREATE UNIQUE INDEX membership_once ON boards.membership USING btree (member_id, board) WHERE (left_at IS NULL);

CREATE INDEX push_waiting ON boards.push USING btree (made_at) WHERE (status = 'sending'::text);

CREATE INDEX category_by_parent ON catalog.category USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX picture_file_to_forget ON catalog.picture_file USING btree (removed_at) WHERE (removed_at IS NOT NULL);

CREATE INDEX product_by_brand ON catalog.product USING btree (brand_id);
CREATE INDEX product_by_price ON catalog.product USING btree (price_from_fen, id) WHERE (status = 'on_sale'::text);
CREATE INDEX product_by_search ON catalog.product USING gin (search) WITH (fastupdate=off);
CREATE INDEX product_newest ON catalog.product USING btree (published_at DESC, id DESC) WHERE (status = 'on_sale'::text);
CREATE INDEX product_of_brand ON catalog.product USING btree (brand_id, published_at DESC, id DESC) INCLUDE (price_from_fen) WHERE (status = 'on_sale'::text);
CREATE INDEX product_of_brand_by_price ON catalog.product USING btree (brand_id, price_from_fen, id) INCLUDE (published_at) WHERE (status = 'on_sale'::text);
CREATE INDEX product_of_category ON catalog.product USING btree (category_id, published_at DESC, id DESC) INCLUDE (price_from_fen) WHERE (status = 'on_sale'::text);
CREATE INDEX product_of_category_by_price ON catalog.product USING btree (category_id, price_from_fen, id) INCLUDE (published_at) WHERE (status = 'on_sale'::text);

CREATE INDEX sku_of_product ON catalog.sku USING btree (product_id, code);

CREATE INDEX word_by_trigram ON catalog.word USING gin (word public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX word_by_variant ON catalog.word USING gin (variants) WITH (fastupdate=off);

CREATE INDEX anchor_by_change ON insight.anchor USING btree (((index_bps - before_bps)), member_id) WHERE (before_bps IS NOT NULL);
CREATE INDEX anchor_by_worth ON insight.anchor USING btree (((index_bps * paid_fen)) DESC, member_id);

CREATE INDEX anchor_run_by_time ON insight.anchor_run USING btree (began_at);

CREATE INDEX dropped_order_by_day ON insight.dropped_order USING btree (placed_on, last_step);

CREATE INDEX account_by_owner ON ledger.account USING btree (owner, purpose);

CREATE INDEX chain_by_reference ON ledger.chain USING btree (reference);
CREATE INDEX chain_by_txid ON ledger.chain USING btree (txid);

CREATE INDEX delta_by_account ON ledger.delta USING btree (account_id);

CREATE INDEX hold_due ON ledger.hold USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX hold_of_account ON ledger.hold USING btree (from_account, COALESCE(expires_at, 'infinity'::timestamp with time zone));

CREATE INDEX transfer_by_from ON ledger.transfer USING btree (from_account, at);
CREATE INDEX transfer_by_to ON ledger.transfer USING btree (to_account, at);
CREATE UNIQUE INDEX transfer_closes_hold_once ON ledger.transfer USING btree (hold_chain, hold_n, book) WHERE (hold_chain IS NOT NULL);

CREATE INDEX audit_by_subject ON platform.audit USING btree (subject, id);
CREATE INDEX audit_by_txid ON platform.audit USING btree (txid, id);

CREATE INDEX idempotency_by_age ON platform.idempotency USING btree (at);

CREATE INDEX session_by_actor ON platform.session USING btree (actor_kind, actor_id);

CREATE INDEX activity_by_day ON pool.activity_day USING btree (kind, day) INCLUDE (person_id, topic, count, amount_fen, last_at);

CREATE INDEX activity_total_by_kind ON pool.activity_total USING btree (kind) INCLUDE (person_id, topic, count);

CREATE INDEX alias_by_representative ON pool.alias USING btree (representative_id);

CREATE INDEX attention_tally_by_day ON pool.attention_tally USING btree (day, class, outcome, sends);

CREATE INDEX closed_person_by_time ON pool.closed_person USING btree (closed_at);

CREATE INDEX consent_by_gate ON pool.consent USING btree (purpose, channel) INCLUDE (person_id, version) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX consent_once ON pool.consent USING btree (person_id, purpose, channel) WHERE (withdrawn_at IS NULL);
CREATE INDEX consent_withdrawn ON pool.consent USING btree (purpose, channel) WHERE (withdrawn_at IS NOT NULL);

CREATE INDEX deferred_send_by_id ON pool.deferred_send USING btree (id);
CREATE INDEX deferred_send_due ON pool.deferred_send USING btree (due_at);

CREATE INDEX due_by_time ON pool.due USING btree (at);

CREATE INDEX enrolment_due ON pool.enrolment USING btree (due_at) WHERE (ended_at IS NULL);
CREATE INDEX enrolment_of_journey ON pool.enrolment USING btree (journey_id, entered_at);
CREATE UNIQUE INDEX enrolment_once_for_entry ON pool.enrolment USING btree (member_id, journey_id, entry);
CREATE UNIQUE INDEX enrolment_one_open ON pool.enrolment USING btree (member_id, journey_id) WHERE (ended_at IS NULL);
CREATE INDEX enrolment_waits ON pool.enrolment USING btree (member_id, waits_kind) WHERE ((ended_at IS NULL) AND (waits_kind IS NOT NULL));

CREATE INDEX fact_by_txid ON pool.fact USING btree (txid);

CREATE INDEX identity_by_member ON pool.identity USING btree (member_id, kind);

CREATE INDEX member_closed ON pool.member USING btree (id) WHERE (closed_at IS NOT NULL);
CREATE INDEX member_closed_by_time ON pool.member USING btree (closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX member_import_waiting ON pool.member_import USING btree (made_at) WHERE (status = ANY (ARRAY['checking'::text, 'importing'::text]));

CREATE INDEX merge_by_a ON pool.merge USING btree (a_person);
CREATE INDEX merge_by_b ON pool.merge USING btree (b_person);

CREATE INDEX merge_proposal_by_b ON pool.merge_proposal USING btree (b_person);
CREATE UNIQUE INDEX merge_proposal_open ON pool.merge_proposal USING btree (a_person, b_person) WHERE (decided_at IS NULL);
CREATE INDEX merge_proposal_waiting ON pool.merge_proposal USING btree (id) WHERE (decided_at IS NULL);

CREATE UNIQUE INDEX message_once ON pool.message USING btree (member_id, about, kind);
CREATE INDEX message_unread ON pool.message USING btree (member_id, id) WHERE (read_at IS NULL);

CREATE INDEX outreach_sending ON pool.outreach USING btree (id) WHERE (state = 'sending'::text);

CREATE INDEX past_order_by_id ON pool.past_order USING btree (id);

CREATE INDEX profile_by_birthday ON pool.profile USING btree (birth_month_day) WHERE (birth_month_day IS NOT NULL);
CREATE INDEX profile_by_channel ON pool.profile USING btree (channel_id, last_on DESC, member_id DESC) WHERE (channel_id IS NOT NULL);
CREATE INDEX profile_by_last_on ON pool.profile USING btree (last_on DESC, member_id DESC);
CREATE INDEX profile_by_stage ON pool.profile USING btree (stage, last_on DESC, member_id DESC);

CREATE UNIQUE INDEX segment_name_once ON pool.segment USING btree (lower(name)) WHERE (status = 'live'::text);

CREATE INDEX segment_member_by_segment ON pool.segment_member USING btree (segment_id, member_id) INCLUDE (since);

CREATE INDEX send_by_about ON pool.send USING btree (about);
CREATE INDEX send_by_template ON pool.send USING btree (template_id);
CREATE INDEX send_by_time ON pool.send USING btree (member_id, sent_at);
CREATE INDEX send_due ON pool.send USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX sign_in_code_by_age ON pool.sign_in_code USING btree (requested_at);
CREATE INDEX sign_in_code_latest ON pool.sign_in_code USING btree (phone_index, requested_at DESC);

CREATE INDEX stage_change_by_time ON pool.stage_change USING btree (at);

CREATE INDEX tag_by_expiry ON pool.tag USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX tag_by_program ON pool.tag USING btree (set_by) WHERE (origin = ANY (ARRAY['rule'::text, 'computed'::text]));
CREATE INDEX tag_by_tag ON pool.tag USING btree (tag, person_id);

CREATE UNIQUE INDEX tag_rule_once ON pool.tag_rule USING btree (tag) WHERE (ended_at IS NULL);

CREATE INDEX charge_waiting ON sandbox.charge USING btree (COALESCE(pays_at, pay_by)) WHERE (state = 'waiting'::text);

CREATE INDEX instruction_billed ON sandbox.instruction USING btree (at, number) WHERE ((status = 'done'::text) AND (amount_fen > 0) AND (kind <> 'top_up'::text));
CREATE UNIQUE INDEX instruction_by_token ON sandbox.instruction USING btree (cashier_token) WHERE (cashier_token IS NOT NULL);

CREATE INDEX notice_due ON sandbox.notice USING btree (due_at, id) WHERE (due_at IS NOT NULL);

CREATE UNIQUE INDEX case_once ON trade."case" USING btree (kind, subject) WHERE (closed_at IS NULL);

CREATE INDEX dispute_by_status ON trade.dispute USING btree (status, id);
CREATE UNIQUE INDEX dispute_one_open ON trade.dispute USING btree (order_id) WHERE (status = 'opened'::text);

CREATE INDEX flash_sale_by_sku ON trade.flash_sale USING btree (sku_id, ends_at);
CREATE INDEX flash_sale_to_compare ON trade.flash_sale USING btree (starts_at) WHERE (compared_at IS NULL);
CREATE INDEX flash_sale_unsettled ON trade.flash_sale USING btree (COALESCE(ended_at, ends_at)) WHERE (settled_at IS NULL);

CREATE INDEX instruction_by_order ON trade.instruction USING btree (order_id);
CREATE INDEX instruction_by_txid ON trade.instruction USING btree (txid);
CREATE INDEX instruction_due ON trade.instruction USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX instruction_finished ON trade.instruction USING brin (finished_at);

CREATE INDEX order_by_last_digits ON trade."order" USING btree ("right"((id)::text, 8));
CREATE INDEX order_by_member ON trade."order" USING btree (member_id, id);
CREATE INDEX order_by_paid_at ON trade."order" USING btree (paid_at) WHERE (paid_at IS NOT NULL);
CREATE INDEX order_by_placed_at ON trade."order" USING brin (placed_at) WITH (pages_per_range='32');
CREATE INDEX order_by_status ON trade."order" USING btree (status, id);
CREATE INDEX order_due ON trade."order" USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX order_line_by_flash_sale ON trade.order_line USING btree (flash_sale_id) WHERE (flash_sale_id IS NOT NULL);
CREATE INDEX order_line_by_product ON trade.order_line USING btree (product_id, order_id);

CREATE INDEX payment_by_order ON trade.payment USING btree (order_id);
CREATE INDEX payment_by_txid ON trade.payment USING btree (txid);
CREATE INDEX payment_due ON trade.payment USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX payment_finished ON trade.payment USING brin (finished_at);
CREATE UNIQUE INDEX payment_pays_once ON trade.payment USING btree (order_id) WHERE (status = 'paid'::text);

CREATE UNIQUE INDEX payout_once_a_day ON trade.payout USING btree (brand_id, run_on);

CREATE INDEX reconciliation_by_day ON trade.reconciliation USING btree (due_on, id);

CREATE INDEX refund_by_order ON trade.refund USING btree (order_id);
CREATE INDEX refund_by_status ON trade.refund USING btree (status, id);

CREATE INDEX remark_by_subject ON trade.remark USING btree (subject, id);

CREATE INDEX shipment_by_order ON trade.shipment USING btree (order_id);
CREATE INDEX shipment_by_tracking ON trade.shipment USING btree (upper((tracking_no COLLATE "C")));

CREATE UNIQUE INDEX campaign_one_name ON traffic.campaign USING btree (lower(name));

CREATE UNIQUE INDEX channel_one_name ON traffic.channel USING btree (lower(name));

CREATE INDEX claim_by_member ON traffic.claim USING btree (member_id);

CREATE INDEX cost_by_day ON traffic.cost USING btree (day, channel_id);
CREATE UNIQUE INDEX cost_one_a_day ON traffic.cost USING btree (channel_id, campaign_id, day) NULLS NOT DISTINCT WHERE (replaced_at IS NULL);

CREATE INDEX credit_by_time ON traffic.credit USING btree (window_days, ended_at);

CREATE INDEX invite_by_inviter ON traffic.invite USING btree (inviter_id, newcomer_id);
CREATE INDEX invite_by_order ON traffic.invite USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX invite_due ON traffic.invite USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX link_by_campaign ON traffic.link USING btree (campaign_id, id);
CREATE INDEX link_by_channel ON traffic.link USING btree (channel_id, id);

CREATE INDEX path_by_time ON traffic.path USING btree (window_days, ended_at);

CREATE INDEX reached_by_day ON traffic.reached USING btree (day, channel_id);

CREATE INDEX stale_credit_by_time ON traffic.stale_credit USING btree (at, person_id);

CREATE INDEX trace_by_time ON traffic.trace USING btree (at);

CREATE INDEX visit_by_channel ON traffic.visit USING btree (channel_id, at);
CREATE INDEX visit_by_link ON traffic.visit USING btree (link_id, at);
CREATE INDEX visit_by_time ON traffic.visit USING btree (at);
CREATE INDEX visit_pending ON traffic.visit USING btree (at) WHERE (verdict = 'pending'::text);
CREATE INDEX visit_unmapped ON traffic.visit USING btree (at, source) WHERE ((channel_id IS NULL) AND (source <> ''::text));

alter table boards.membership add constraint membership_board_fkey FOREIGN KEY (board) REFERENCES boards.board(code);

alter table boards.push add constraint push_board_fkey FOREIGN KEY (board) REFERENCES boards.board(code);

alter table catalog.category add constraint category_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES catalog.category(id);

alter table catalog.media add constraint media_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.product(id);

alter table catalog.picture_file add constraint picture_file_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.product(id);

alter table catalog.price add constraint price_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES catalog.sku(id);

alter table catalog.product add constraint product_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES catalog.brand(id);

alter table catalog.product add constraint product_category_id_fkey FOREIGN KEY (category_id) REFERENCES catalog.category(id);

alter table catalog.sku add constraint sku_price_is_history FOREIGN KEY (id, price_from, price_fen) REFERENCES catalog.price(sku_id, valid_from, price_fen) DEFERRABLE INITIALLY DEFERRED;

alter table catalog.sku add constraint sku_product_id_brand_id_fkey FOREIGN KEY (product_id, brand_id) REFERENCES catalog.product(id, brand_id);

alter table pool.address add constraint address_member_id_fkey FOREIGN KEY (member_id) REFERENCES pool.member(id);

alter table pool.consent add constraint consent_purpose_fkey FOREIGN KEY (purpose) REFERENCES pool.purpose(purpose);

alter table pool.consent_asked add constraint consent_asked_purpose_fkey FOREIGN KEY (purpose) REFERENCES pool.purpose(purpose);

alter table pool.enrolment add constraint enrolment_journey_id_fkey FOREIGN KEY (journey_id) REFERENCES pool.journey(id);

alter table pool.journey_version add constraint journey_version_journey_id_fkey FOREIGN KEY (journey_id) REFERENCES pool.journey(id);

alter table pool.member_import_fault add constraint member_import_fault_import_id_fkey FOREIGN KEY (import_id) REFERENCES pool.member_import(id);

alter table pool.member_import_part add constraint member_import_part_import_id_fkey FOREIGN KEY (import_id) REFERENCES pool.member_import(id);

alter table pool.member_import_seen add constraint member_import_seen_import_id_fkey FOREIGN KEY (import_id) REFERENCES pool.member_import(id);

alter table pool.message add constraint message_member_id_fkey FOREIGN KEY (member_id) REFERENCES pool.member(id);

alter table pool.message add constraint message_template_id_fkey FOREIGN KEY (template_id) REFERENCES pool.template(id);

alter table pool.outreach add constraint outreach_template_id_fkey FOREIGN KEY (template_id) REFERENCES pool.template(id);

alter table pool.outreach_count add constraint outreach_count_outreach_id_fkey FOREIGN KEY (outreach_id) REFERENCES pool.outreach(id);

alter table pool.segment_follower add constraint segment_follower_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES pool.segment(id);

alter table pool.segment_size add constraint segment_size_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES pool.segment(id);

alter table pool.segment_state add constraint segment_state_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES pool.segment(id);

alter table pool.segment_version add constraint segment_version_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES pool.segment(id);

alter table pool.send add constraint send_template_id_fkey FOREIGN KEY (template_id) REFERENCES pool.template(id);

alter table sandbox.received add constraint received_charge_number_fkey FOREIGN KEY (charge_number) REFERENCES sandbox.charge(number);

alter table sandbox.received add constraint received_receiver_fkey FOREIGN KEY (receiver) REFERENCES sandbox.receiver(receiver);

alter table trade.dispute add constraint dispute_order_id_fkey FOREIGN KEY (order_id) REFERENCES trade."order"(id);

alter table trade.dispute add constraint dispute_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES trade.refund(id);

alter table trade."order" add constraint order_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES trade.coupon(id);

alter table trade.order_line add constraint order_line_flash_sale_id_fkey FOREIGN KEY (flash_sale_id) REFERENCES trade.flash_sale(id);

alter table trade.order_line add constraint order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES trade."order"(id);

alter table trade.payment add constraint payment_order_id_fkey FOREIGN KEY (order_id) REFERENCES trade."order"(id);

alter table trade.refund add constraint refund_order_id_fkey FOREIGN KEY (order_id) REFERENCES trade."order"(id);

alter table trade.refund_line add constraint refund_line_order_id_line_no_fkey FOREIGN KEY (order_id, line_no) REFERENCES trade.order_line(order_id, line_no);

alter table trade.refund_line add constraint refund_line_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES trade.refund(id);

alter table trade.refund_share add constraint refund_share_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES trade.refund(id);

alter table trade.shipment add constraint shipment_order_id_fkey FOREIGN KEY (order_id) REFERENCES trade."order"(id);

alter table traffic.cost add constraint cost_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES traffic.campaign(id);

alter table traffic.cost add constraint cost_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES traffic.channel(id);

alter table traffic.invite add constraint invite_terms_id_fkey FOREIGN KEY (terms_id) REFERENCES traffic.invite_terms(id);

alter table traffic.link add constraint link_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES traffic.campaign(id);

alter table traffic.link add constraint link_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES traffic.channel(id);

alter table traffic.source_rule add constraint source_rule_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES traffic.campaign(id);

alter table traffic.source_rule add constraint source_rule_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES traffic.channel(id);

CREATE TRIGGER price_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON catalog.price FOR EACH STATEMENT EXECUTE FUNCTION catalog.refuse_change();

CREATE TRIGGER chain_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.chain FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER transfer_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();

CREATE TRIGGER seal_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.seal FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
