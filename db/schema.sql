-- What db/migrations make together. Written by `npm run schema`, never by hand.

set check_function_bodies = false;

create schema catalog;

create schema insight;

create schema ledger;

create schema platform;

create schema pool;

create schema sandbox;

create schema trade;

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

create table pool.address (
  member_id uuid not null,
  id uuid not null,
  cipher bytea not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint address_pkey PRIMARY KEY (member_id, id)
);

create table pool.identity (
  blind_index bytea not null,
  kind text not null,
  member_id uuid not null,
  value_cipher bytea not null,
  created_at timestamp with time zone not null,
  constraint identity_pkey PRIMARY KEY (blind_index, kind),
  constraint identity_kind_check CHECK ((kind = 'phone'::text))
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
  constraint message_pkey PRIMARY KEY (member_id, id),
  constraint message_about_check CHECK ((about ~ '^[a-z_]+:[0-9a-zA-Z-]{1,64}$'::text)),
  constraint message_class_check CHECK ((class = 'service'::text)),
  constraint message_facts_check CHECK ((jsonb_typeof(facts) = 'object'::text)),
  constraint message_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text))
);

create table pool.order_address (
  order_id uuid not null,
  address_id uuid not null,
  cipher bytea not null,
  constraint order_address_pkey PRIMARY KEY (order_id)
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

CREATE INDEX identity_by_member ON pool.identity USING btree (member_id, kind);

CREATE UNIQUE INDEX message_once ON pool.message USING btree (member_id, about, kind);
CREATE INDEX message_unread ON pool.message USING btree (member_id, id) WHERE (read_at IS NULL);

CREATE INDEX sign_in_code_by_age ON pool.sign_in_code USING btree (requested_at);
CREATE INDEX sign_in_code_latest ON pool.sign_in_code USING btree (phone_index, requested_at DESC);

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

alter table catalog.category add constraint category_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES catalog.category(id);

alter table catalog.media add constraint media_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.product(id);

alter table catalog.picture_file add constraint picture_file_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.product(id);

alter table catalog.price add constraint price_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES catalog.sku(id);

alter table catalog.product add constraint product_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES catalog.brand(id);

alter table catalog.product add constraint product_category_id_fkey FOREIGN KEY (category_id) REFERENCES catalog.category(id);

alter table catalog.sku add constraint sku_price_is_history FOREIGN KEY (id, price_from, price_fen) REFERENCES catalog.price(sku_id, valid_from, price_fen) DEFERRABLE INITIALLY DEFERRED;

alter table catalog.sku add constraint sku_product_id_brand_id_fkey FOREIGN KEY (product_id, brand_id) REFERENCES catalog.product(id, brand_id);

alter table pool.address add constraint address_member_id_fkey FOREIGN KEY (member_id) REFERENCES pool.member(id);

alter table pool.message add constraint message_member_id_fkey FOREIGN KEY (member_id) REFERENCES pool.member(id);

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

CREATE TRIGGER price_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON catalog.price FOR EACH STATEMENT EXECUTE FUNCTION catalog.refuse_change();

CREATE TRIGGER chain_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.chain FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER transfer_is_a_fact BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();

CREATE TRIGGER seal_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.seal FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
