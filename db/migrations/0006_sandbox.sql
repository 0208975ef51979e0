-- 0006 The sandbox payment institution's own books.
-- Why: it plays another company. Only its own program touches these tables and everybody else asks it
-- over HTTP, so that our reconciliation never compares us with ourselves.
-- Locks: new tables only; safe while serving.
create schema sandbox;

-- Free space in each page keeps updates of the same row inside its page.
create table sandbox.payer ( -- play money of whoever buys
  payer       text collate "C" primary key,
  balance_fen bigint not null check (balance_fen >= 0)
) with (fillfactor = 60);

create table sandbox.receiver ( -- who gets the money: brands, sellers, the platform
  receiver    text collate "C" primary key,
  name        text not null,
  balance_fen bigint not null default 0,
  floor_fen   bigint not null check (floor_fen <= 0), -- how far below zero refunds may take it
  constraint receiver_above_floor check (balance_fen >= floor_fen)
) with (fillfactor = 60);

create table sandbox.instruction ( -- each number once, with what became of it
  number             text collate "C" primary key,
  kind               text not null
    check (kind in ('charge', 'close', 'split', 'refund', 'payout', 'top_up')),
  digest             text not null, -- of the contents: the number may not come back with others
  status             text not null check (status in ('waiting', 'done', 'refused', 'closed')),
  amount_fen         bigint not null check (amount_fen >= 0), -- moved: 0 while nothing was
  at                 timestamptz not null,
  institution_number text not null,
  reason             text,
  cashier_token      text, -- opens the payer's page
  constraint instruction_says_why check ((status in ('refused', 'closed')) = (reason is not null))
);
create unique index instruction_by_token on sandbox.instruction (cashier_token)
  where cashier_token is not null;
-- The bill of a day.
create index instruction_billed on sandbox.instruction (at, number)
  where status = 'done' and amount_fen > 0 and kind <> 'top_up';

create table sandbox.charge (
  number       text collate "C" primary key, -- always an instruction's: both are written at once
  payer        text collate "C" not null,
  method       text not null check (method in ('cashier', 'balance')),
  subject      text not null,
  return_url   text not null,
  amount_fen   bigint not null check (amount_fen > 0),
  pay_by       timestamptz not null,
  opened_at    timestamptz not null,
  state        text not null check (state in ('waiting', 'paid', 'closed')),
  pays_at      timestamptz, -- a payment on its way: it will be paid then
  frozen_fen   bigint not null default 0 check (frozen_fen >= 0),
  split_fen    bigint not null default 0 check (split_fen >= 0),
  refunded_fen bigint not null default 0 check (refunded_fen >= 0),
  constraint charge_is_somewhere check
    (frozen_fen + split_fen + refunded_fen = case state when 'paid' then amount_fen else 0 end)
) with (fillfactor = 80);
create index charge_waiting on sandbox.charge ((coalesce(pays_at, pay_by))) where state = 'waiting';

create table sandbox.received ( -- what a receiver has of a charge, so that no more is taken back
  charge_number text collate "C" not null references sandbox.charge (number),
  receiver      text collate "C" not null references sandbox.receiver (receiver),
  amount_fen    bigint not null check (amount_fen >= 0),
  primary key (charge_number, receiver)
);

create table sandbox.movement ( -- the journal: every fen leaves one account and reaches another
  id           bigint generated always as identity primary key,
  number       text collate "C" not null, -- of the instruction that moved it
  from_account text collate "C" not null,
  to_account   text collate "C" not null,
  amount_fen   bigint not null check (amount_fen > 0),
  at           timestamptz not null,
  constraint movement_moves check (from_account <> to_account)
);

create table sandbox.notice ( -- what we were told to tell the merchant, until it says that it heard
  id        bigint generated always as identity primary key,
  outcomes  text not null, -- JSON as it was then, not as it is now
  due_at    timestamptz,   -- of the next attempt; null when heard or given up
  attempts  integer not null default 0,
  heard_at  timestamptz
);
create index notice_due on sandbox.notice (due_at, id) where due_at is not null;
