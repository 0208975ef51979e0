-- 0007 Insight: what it all adds up to.
-- Why: figures by day are projections of events, so that looking at them costs trade nothing. Nothing
-- here is a fact: all of it can be made anew from the events.
-- Locks: new tables only; safe while serving.
create schema insight;

create table insight.sales_day (
  day           date primary key, -- in China
  orders        integer not null default 0, -- paid on that day
  paid_fen      bigint not null default 0,
  refunded_fen  bigint not null default 0,
  completed_fen bigint not null default 0, -- released to the brands
  new_buyers    integer not null default 0  -- who paid for the first time
);

create table insight.buyer ( -- an earlier day may still become known: events are not in order of time
  member_id     uuid primary key,
  first_paid_on date not null
);
