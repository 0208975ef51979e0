-- 0002 The ledger: accounts, chains, transfers, holds.
-- Why: everything scarce (money, stock, coupons, points, seats) moves in one way, so that nothing is
-- ever counted twice. Chains and transfers are facts and are never changed; the rest is working state.
-- Locks: new tables only; safe while serving.
-- Every table leads with the book: a chain stays inside one book and a book on one node. The other
-- indexes leave it out: nearly all rows stand in one book, and while a table is empty the planner takes
-- any index that has it; such a plan would read every open hold for each one looked up.
create schema ledger;

create table ledger.account (
  book    text collate "C" not null,
  id      text collate "C" not null, -- unit/purpose/owner
  unit    text not null,
  purpose text not null,
  owner   text not null,
  floor   bigint,                    -- null: unchecked, unlocked, its moves wait in ledger.delta
  posted  bigint not null default 0,
  held    bigint not null default 0, -- all open holds, also expired ones that are not voided yet
  primary key (book, id),
  constraint account_id_says_what check (id = unit || '/' || purpose || '/' || owner),
  constraint account_above_floor check (posted >= floor),
  constraint account_held_not_negative check (held >= 0)
) with (fillfactor = 70); -- balances change in place, without touching an index
create index account_by_owner on ledger.account (owner, purpose);

create table ledger.chain (
  book      text collate "C" not null,
  id        text collate "C" not null,
  reference text collate "C" not null,
  digest    text not null,
  at        timestamptz not null,
  txid      xid8 not null default pg_current_xact_id(),
  primary key (book, id)
);
create index chain_by_reference on ledger.chain (reference);
create index chain_by_txid on ledger.chain (txid); -- sealing reads it in this order

create table ledger.transfer (
  book         text collate "C" not null,
  chain_id     text collate "C" not null,
  n            smallint not null,
  kind         text not null check (kind in ('post', 'hold', 'post_hold', 'void_hold')),
  from_account text collate "C" not null,
  to_account   text collate "C" not null,
  amount       bigint not null check (amount > 0),
  expires_at   timestamptz check (kind = 'hold' or expires_at is null),
  hold_chain   text collate "C",
  hold_n       smallint,
  at           timestamptz not null, -- its chain's: what an account did is read in order of time
  primary key (book, chain_id, n),
  constraint transfer_names_its_hold
    check ((kind in ('post_hold', 'void_hold')) = (hold_chain is not null)),
  constraint transfer_moves check (from_account <> to_account)
);
create index transfer_by_from on ledger.transfer (from_account, at);
create index transfer_by_to on ledger.transfer (to_account, at);
-- A hold is posted or voided at most once, whatever the code does.
create unique index transfer_closes_hold_once on ledger.transfer (hold_chain, hold_n, book)
  where hold_chain is not null;

create table ledger.hold ( -- the open ones; a row goes when its hold is posted or voided
  book         text collate "C" not null,
  chain_id     text collate "C" not null,
  n            smallint not null,
  from_account text collate "C" not null,
  to_account   text collate "C" not null,
  amount       bigint not null check (amount > 0),
  expires_at   timestamptz,
  primary key (book, chain_id, n)
);
create index hold_of_account on ledger.hold (from_account, coalesce(expires_at, 'infinity'));
create index hold_due on ledger.hold (expires_at) where expires_at is not null;

create table ledger.delta ( -- moves of accounts without a floor, until they are folded into posted
  book       text collate "C" not null,
  account_id text collate "C" not null,
  amount     bigint not null
);
create index delta_by_account on ledger.delta (account_id);

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger: % is never changed; post a reversal', tg_table_name;
end $$;
create trigger chain_is_a_fact before update or delete or truncate on ledger.chain
  for each statement execute function ledger.refuse_change();
create trigger transfer_is_a_fact before update or delete or truncate on ledger.transfer
  for each statement execute function ledger.refuse_change();
