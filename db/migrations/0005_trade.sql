-- 0005 Trade: cart, order, payment, shipment, refund, dispute, coupon, flash sale, payout.
-- Why: every purchase is held in escrow at a licensed institution; these tables say what was agreed
-- and how far it is, the ledger says who holds what. Personal data is not here (see pool).
-- Locks: new tables only; safe while serving.
-- The order row is the lock of everything that concerns the order.
create schema trade;

create table trade.cart_line (
  member_id uuid not null,
  sku_id    uuid not null,
  quantity  integer not null check (quantity between 1 and 9999),
  added_at  timestamptz not null,
  primary key (member_id, sku_id)
);

create table trade.coupon (
  id              uuid primary key default uuidv7(),
  code            text not null unique check (code = upper(code)),
  title_zh        text not null,
  title_en        text not null,
  off_fen         bigint not null check (off_fen > 0),
  min_spend_fen   bigint not null check (min_spend_fen > off_fen), -- so that something is left to pay
  total           integer not null check (total > 0),      -- the units themselves are in the ledger
  per_member_max  integer not null check (per_member_max > 0),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at),
  created_at      timestamptz not null
);

create table trade.flash_sale (
  id              uuid primary key default uuidv7(),
  sku_id          uuid not null,
  price_fen       bigint not null check (price_fen > 0),
  quantity        integer not null check (quantity > 0),   -- set aside in the ledger when created
  per_member_max  integer not null check (per_member_max > 0),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at), -- never moved (countdowns are true)
  ended_at        timestamptz,                             -- ended early by a person
  returns         integer not null default 0,              -- how often left-over stock went back
  settled_at      timestamptz,                             -- ended, and nothing is set aside any more
  created_at      timestamptz not null
);
create index flash_sale_by_sku on trade.flash_sale (sku_id, ends_at);
create index flash_sale_unsettled on trade.flash_sale (coalesce(ended_at, ends_at))
  where settled_at is null;

create table trade."order" (
  id            uuid primary key default uuidv7(),
  member_id     uuid not null,
  status        text not null,
  version       integer not null default 1,
  goods_fen     bigint not null check (goods_fen > 0),
  discount_fen  bigint not null check (discount_fen >= 0),
  total_fen     bigint not null check (total_fen > 0 and total_fen = goods_fen - discount_fen),
  refunded_fen  bigint not null default 0 check (refunded_fen between 0 and total_fen),
  coupon_id     uuid references trade.coupon (id),
  address_id    uuid not null, -- the snapshot in pool.order_address is erasable, this is only its id
  disputed      boolean not null default false, -- frozen: nothing is released while true
  placed_at     timestamptz not null,
  pay_by        timestamptz not null,
  paid_at       timestamptz,
  shipped_at    timestamptz,
  received_at   timestamptz,
  completed_at  timestamptz,
  closed_at     timestamptz,
  due_at        timestamptz, -- when the present state moves on by itself; null: never
  constraint order_status_known check (status in
    ('placed', 'paid', 'shipped', 'received', 'completed', 'closed', 'refunded'))
);
create index order_by_member on trade."order" (member_id, id);
create index order_by_status on trade."order" (status, id);
create index order_due on trade."order" (due_at) where due_at is not null;
create index order_by_paid_at on trade."order" (paid_at) where paid_at is not null;

create table trade.order_line (
  order_id           uuid not null references trade."order" (id),
  line_no            smallint not null,
  sku_id             uuid not null,
  brand_id           uuid not null,
  product_id         uuid not null,
  title_zh           text not null, -- as they were when bought
  title_en           text not null,
  quantity           integer not null check (quantity > 0),
  unit_price_fen     bigint not null check (unit_price_fen > 0),
  discount_fen       bigint not null check (discount_fen >= 0),
  total_fen          bigint not null check (total_fen = quantity * unit_price_fen - discount_fen),
  fee_bps            integer not null check (fee_bps between 0 and 10000), -- as agreed when bought
  flash_sale_id      uuid references trade.flash_sale (id),
  refunded_quantity  integer not null default 0 check (refunded_quantity between 0 and quantity),
  refunded_fen       bigint not null default 0 check (refunded_fen between 0 and total_fen),
  shipment_id        uuid,
  primary key (order_id, line_no)
) with (fillfactor = 80); -- sent and given back in place, without touching an index

create table trade.payment ( -- one attempt to pay an order = one charge instruction
  number             text collate "C" primary key, -- ours, at the institution
  order_id           uuid not null references trade."order" (id),
  method             text not null check (method in ('cashier', 'balance')),
  amount_fen         bigint not null check (amount_fen > 0),
  status             text not null check (status in
    ('pending', 'paid', 'failed', 'closed', 'returning', 'returned')),
  hold_chain         text collate "C" not null, -- where its money is set aside in the ledger
  hold_n             smallint not null,
  cashier_url        text,
  institution_number text,
  reason             text,
  attempts           integer not null default 0,
  next_at            timestamptz, -- when to ask the institution again; null: nothing to ask
  created_at         timestamptz not null,
  finished_at        timestamptz,
  txid               xid8 not null default pg_current_xact_id()
);
create index payment_by_order on trade.payment (order_id);
create index payment_due on trade.payment (next_at) where next_at is not null;
create index payment_by_txid on trade.payment (txid);
-- What was done on a day; rows lie about in the order of time, so this costs orders nearly nothing.
create index payment_finished on trade.payment using brin (finished_at);
-- However many attempts there were, one of them paid.
create unique index payment_pays_once on trade.payment (order_id) where status = 'paid';

create table trade.shipment (
  id          uuid primary key default uuidv7(),
  order_id    uuid not null references trade."order" (id),
  brand_id    uuid not null,
  carrier     text not null,
  tracking_no text not null,
  status      text not null check (status in ('shipped', 'received')),
  shipped_at  timestamptz not null,
  received_at timestamptz
);
create index shipment_by_order on trade.shipment (order_id);

create table trade.refund (
  id            uuid primary key default uuidv7(),
  order_id      uuid not null references trade."order" (id),
  kind          text not null check (kind in ('cancel', 'return', 'money_only')),
  status        text not null check (status in
    ('requested', 'approved', 'done', 'refused', 'withdrawn', 'stuck')),
  amount_fen    bigint not null check (amount_fen > 0),
  reason        text not null, -- a code from a list, never free text
  restock       boolean not null,
  after_release boolean, -- where the money comes from; decided when approved
  requested_by  text not null check (requested_by in ('member', 'staff', 'dispute')),
  requested_at  timestamptz not null,
  due_at        timestamptz, -- decide by
  decided_at    timestamptz,
  done_at       timestamptz
);
create index refund_by_order on trade.refund (order_id);
create index refund_by_status on trade.refund (status, id);

create table trade.refund_line (
  refund_id  uuid not null references trade.refund (id),
  order_id   uuid not null,
  line_no    smallint not null,
  quantity   integer not null check (quantity >= 0), -- 0: money only
  amount_fen bigint not null check (amount_fen >= 0),
  primary key (refund_id, line_no),
  foreign key (order_id, line_no) references trade.order_line (order_id, line_no)
);

create table trade.refund_share ( -- who gives back how much when the money was released already
  refund_id   uuid not null references trade.refund (id),
  brand_id    uuid not null,
  payable_fen bigint not null check (payable_fen >= 0),
  fee_fen     bigint not null check (fee_fen >= 0),
  primary key (refund_id, brand_id)
);

create table trade.dispute (
  id          uuid primary key default uuidv7(),
  order_id    uuid not null references trade."order" (id),
  status      text not null check (status in ('opened', 'decided', 'withdrawn')),
  reason      text not null,
  opened_at   timestamptz not null,
  due_at      timestamptz not null,
  decided_at  timestamptz,
  refund_id   uuid references trade.refund (id),
  refund_fen  bigint check (refund_fen >= 0),
  grounds     text -- a code from a list
);
create unique index dispute_one_open on trade.dispute (order_id) where status = 'opened';
create index dispute_by_status on trade.dispute (status, id);

-- What members and staff wrote in their own words; erasable, so nothing else keeps it.
create table trade.remark (
  id         uuid primary key default uuidv7(),
  subject    text not null, -- refund:<id> or dispute:<id>
  author     text not null check (author in ('member', 'staff')),
  member_id  uuid,
  text       text not null check (length(text) between 1 and 2000),
  written_at timestamptz not null
);
create index remark_by_subject on trade.remark (subject, id);

create table trade.payout (
  id         uuid primary key default uuidv7(),
  brand_id   uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  status     text not null check (status in ('pending', 'done', 'refused')),
  run_on     date not null,
  created_at timestamptz not null,
  done_at    timestamptz
);
create unique index payout_once_a_day on trade.payout (brand_id, run_on);

-- What we told the institution, other than charges: stored before it is sent, never edited but for
-- what became of it.
create table trade.instruction (
  number             text collate "C" primary key,
  kind               text not null check (kind in ('close', 'split', 'refund', 'payout')),
  about              text not null, -- order:<id>, refund:<id>, payment:<number> or payout:<id>
  order_id           uuid,
  amount_fen         bigint not null check (amount_fen >= 0),
  body               jsonb not null,
  hold_chain         text collate "C", -- the chain whose holds it settles: posted when done, else voided
  status             text not null check (status in ('pending', 'done', 'refused')),
  institution_number text,
  reason             text,
  attempts           integer not null default 0,
  next_at            timestamptz,
  created_at         timestamptz not null,
  finished_at        timestamptz,
  txid               xid8 not null default pg_current_xact_id()
);
create index instruction_due on trade.instruction (next_at) where next_at is not null;
create index instruction_by_order on trade.instruction (order_id);
create index instruction_by_txid on trade.instruction (txid);
create index instruction_finished on trade.instruction using brin (finished_at);

create table trade.reconciliation ( -- one run; a day may have several
  id                uuid primary key default uuidv7(),
  due_on            date not null,
  run_at            timestamptz not null,
  line_count        integer not null, -- on the institution's bill
  matched           integer not null,
  in_flight_count   integer not null,
  unexplained_count integer not null,
  in_flight         jsonb not null, -- the first of them, named
  unexplained       jsonb not null,
  accounts          jsonb -- each at the institution: ours, in flight, theirs; null: they never stood still
);
create index reconciliation_by_day on trade.reconciliation (due_on, id);

create table trade."case" ( -- something a person must look at
  id        uuid primary key default uuidv7(),
  kind      text not null,
  subject   text not null,
  facts     jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  outcome   text
);
create unique index case_once on trade."case" (kind, subject) where closed_at is null;
