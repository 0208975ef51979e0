-- 0016 Behaviour facts: who did what, and when.
-- Why: the profile, the stages, the segments and the measures are sums of these rows and can be made
-- anew from them. A fact keeps the id of the person it was written with (a visitor or a member), for
-- good: when two persons turn out to be one, only the sums change. No text that somebody typed is kept.
-- A month is a partition (see src/pool/facts/months.ts), so that old behaviour goes without a trace.
-- Locks: new tables only; safe while serving.
create table pool.fact (
  person_id   uuid not null,
  happened_at timestamptz not null,
  id          uuid not null,           -- made by whoever saw it: told twice it is kept once
  kind        text collate "C" not null check (length(kind) between 1 and 20),
  topic       text collate "C" not null default '' check (length(topic) <= 100), -- of goods
  object_id   uuid,                    -- a product, an order, a message
  amount_fen  bigint check (amount_fen >= 0),
  quantity    integer check (quantity >= 0),
  received_at timestamptz not null,
  txid        xid8 not null default pg_current_xact_id(), -- raised by a restore, as in other logs
  primary key (person_id, happened_at, id) -- a person's story, and the floor under repeats
) partition by range (happened_at);
create index fact_by_txid on pool.fact (txid); -- readers follow it below the horizon

-- A month is made beside the others and then attached: who writes facts meanwhile goes on writing.
create function pool.make_fact_month(name text, first timestamptz, after timestamptz)
returns void language plpgsql as $$
begin
  execute format('create table pool.%I (like pool.fact including defaults including constraints)', name);
  execute format('alter table pool.fact attach partition pool.%I for values from (%L) to (%L)',
    name, first, after);
end $$;

-- What browsers told of a month before an instant, some rows of it; answers how many went.
create function pool.drop_facts_of_month(name text, kinds text[], before timestamptz, at_most integer)
returns integer language plpgsql as $$
declare gone integer;
begin
  execute format('delete from pool.%I where ctid = any(array(
    select ctid from pool.%I where happened_at < $1 and kind = any($2) limit $3))', name, name)
    using before, kinds, at_most;
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Drops a month unless it holds another kind than these; answers whether it went.
create function pool.drop_fact_month(name text, kinds text[])
returns boolean language plpgsql as $$
declare has_others boolean;
begin
  execute format('select exists (select from pool.%I where kind <> all($1))', name)
    using kinds into has_others;
  if has_others then return false; end if;
  execute format('drop table pool.%I', name);
  return true;
end $$;
