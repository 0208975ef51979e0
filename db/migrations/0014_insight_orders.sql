-- 0014 Insight: orders by the minute, how far they come, and who comes back.
-- Why: the console's first screen and its charts are sums that nobody waits for; all of it can be made
-- anew from the events. A flash sale is watched while it runs, by its own lines.
-- Locks: new tables; and orders wait while the index on trade.order_line is made, which reads the table
-- once and holds only the lines that flash sales sold.
create table insight.paid_minute (
  minute   timestamptz primary key,
  orders   integer not null default 0,
  paid_fen bigint not null default 0
);

create table insight.placed_day ( -- of the orders placed on a day, how many have come so far
  day       date primary key, -- in China
  placed    integer not null default 0,
  paid      integer not null default 0,
  shipped   integer not null default 0,
  received  integer not null default 0,
  completed integer not null default 0
);

create table insight.dropped_order ( -- which go no further, and the last step they reached
  order_id  uuid primary key,
  placed_on date not null,
  last_step text not null check (last_step in ('placed', 'paid', 'shipped', 'received', 'completed'))
);
create index dropped_order_by_day on insight.dropped_order (placed_on, last_step);

create table insight.buyer_month ( -- paid orders of a member in a month
  member_id uuid not null,
  month     date not null, -- its first day, in China
  orders    integer not null,
  primary key (member_id, month)
);

create index order_line_by_flash_sale on trade.order_line (flash_sale_id)
  where flash_sale_id is not null;
