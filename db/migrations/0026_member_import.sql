-- 0026 Imports of members and of what they bought before.
-- Why: a file of people arrives in parts, is looked at, and is brought in by a job that may be killed
-- at any moment and goes on where it was. What is personal is sealed, and deleted when the import is
-- over or after seven days.
-- Locks: new tables only; safe while serving.
create table pool.member_import (
  id           uuid not null primary key,
  status       text not null check (status in
    ('uploading', 'ready', 'checking', 'checked', 'importing', 'done', 'stopped', 'failed')),
  bytes        bigint not null check (bytes > 0),
  made_by      uuid not null,
  made_at      timestamptz not null,
  expires_at   timestamptz not null, -- whatever of the file is still there goes then
  mapping      jsonb, -- field -> number of the column
  format       jsonb, -- csv or xlsx, encoding, delimiter
  rows_read    integer not null default 0, -- of this pass: it goes on after them
  rows_of      integer, -- known once the check has read them all
  check_report jsonb,
  report       jsonb,
  worked_until timestamptz, -- a worker has it until then
  ended_at     timestamptz,
  failure      text collate "C"
);
create index member_import_waiting on pool.member_import (made_at)
  where status in ('checking', 'importing');

create table pool.member_import_part (
  import_id uuid not null references pool.member_import (id),
  number    integer not null check (number >= 0),
  bytes     integer not null,
  is_utf8   boolean not null,
  digest    bytea not null, -- keyed: the same part again is known, and nothing is told of it
  cipher    bytea not null, -- packed, sealed for ('pool.member_import_part', 'cipher', import:number)
  primary key (import_id, number)
);

-- Where in the file a phone, an e-mail, a card or an order stands first.
create table pool.member_import_seen (
  import_id   uuid not null references pool.member_import (id),
  blind_index bytea not null,
  line        integer not null,
  primary key (import_id, blind_index)
);

create table pool.member_import_fault (
  import_id uuid not null references pool.member_import (id),
  line      integer not null,
  reasons   text[] not null, -- `phone:rounded`
  cipher    bytea not null, -- the cells, sealed for ('pool.member_import_fault', 'cipher', import:line)
  primary key (import_id, line)
);

-- What members bought before, elsewhere: no order of ours, so nothing of it can be shipped or refunded.
-- The id is made of the order's number, so the same order comes in once.
create table pool.past_order (
  member_id    uuid not null,
  id           uuid not null,
  paid_at      timestamptz not null,
  amount_fen   bigint not null check (amount_fen >= 0),
  refunded_fen bigint not null check (refunded_fen between 0 and amount_fen),
  import_id    uuid not null,
  primary key (member_id, id)
);
create index past_order_by_id on pool.past_order (id);
