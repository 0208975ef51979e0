-- 0012 Inbox: what a member was told.
-- Why: a message keeps what happened as a kind, ids and figures; the apps say it in the reader's
-- language. So nothing personal is here, and words can be bettered for old messages too.
-- Locks: a new table only; safe while serving.
create table pool.message (
  member_id   uuid not null references pool.member (id),
  id          uuid not null, -- of version 7 and the instant it tells of: newest first is by id
  class       text not null check (class in ('service')), -- what a member may refuse to be told
  kind        text not null check (kind ~ '^[a-z_]{1,40}$'),
  about       text not null check (about ~ '^[a-z_]+:[0-9a-zA-Z-]{1,64}$'), -- a thing: order:<id>
  version     integer not null, -- of the thing it tells of: what is older is not told any more
  facts       jsonb not null check (jsonb_typeof(facts) = 'object'),
  happened_at timestamptz not null,
  read_at     timestamptz,
  primary key (member_id, id)
);
-- Told once, however often its event is read.
create unique index message_once on pool.message (member_id, about, kind);
create index message_unread on pool.message (member_id, id) where read_at is null;
