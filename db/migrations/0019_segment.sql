-- 0019 Segments: rules over what people did and are, and who is in them now.
-- Why: membership follows the facts within a second, because each fact touches one person only. Sums by
-- day are kept by the person a fact was written with, so that a merge and its undoing change none.
-- Locks: new tables only; safe while serving.
create table pool.activity_day ( -- facts of a kind and a topic by day in China
  person_id  uuid not null,
  kind       text collate "C" not null,
  topic      text collate "C" not null,
  day        date not null,
  count      integer not null check (count > 0),
  amount_fen bigint not null default 0,
  last_at    timestamptz not null,
  primary key (person_id, kind, topic, day)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
-- A count asks for a kind in a span of days and for nothing else: it reads this and not the table.
create index activity_by_day on pool.activity_day (kind, day)
  include (person_id, topic, count, amount_fen, last_at);

create table pool.segment (
  id          uuid not null primary key default uuidv7(),
  name        text not null check (length(name) between 1 and 60),
  rule        jsonb not null,
  status      text not null check (status in ('live', 'archived')),
  version     integer not null default 1,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  created_by  uuid not null
);
create unique index segment_name_once on pool.segment (lower(name)) where status = 'live';

create table pool.segment_version ( -- what it was before; nothing is overwritten
  segment_id uuid not null references pool.segment (id),
  version    integer not null,
  name       text not null,
  rule       jsonb not null,
  changed_at timestamptz not null,
  changed_by uuid not null,
  primary key (segment_id, version)
);

create table pool.segment_state ( -- how its keeping goes; one writer, the pipeline
  segment_id   uuid not null primary key references pool.segment (id),
  rule_version integer not null default 1, -- raised when it, or a segment it names, changes
  rfm_as_of    timestamptz,            -- the bounds it was filled by
  asked_to     uuid,                   -- everybody up to this id has been asked; null: nobody yet
  asked        integer not null default 0, -- how many that is
  filled_at    timestamptz,            -- null while not everybody has been asked
  members      integer not null default 0,
  cost_us      integer not null default 0, -- of asking the people of the last piece
  cost_people  integer not null default 0, -- and how many they were
  last_error   text,
  failed_at    timestamptz
);

create table pool.segment_member (
  segment_id uuid not null,
  member_id  uuid not null, -- whoever represents the person
  since      timestamptz not null,
  primary key (member_id, segment_id)
);
create index segment_member_by_segment on pool.segment_member (segment_id, member_id)
  include (since);

create table pool.segment_size (
  segment_id uuid not null references pool.segment (id),
  at         timestamptz not null,
  members    integer not null,
  primary key (segment_id, at)
);

create table pool.segment_follower ( -- who wants to be told of each coming and going
  segment_id uuid not null references pool.segment (id),
  follower   text not null check (follower ~ '^[a-z_]{1,20}:[\da-f-]{36}$'),
  primary key (segment_id, follower)
);

create table pool.due ( -- when time alone changes what a person is
  member_id uuid not null primary key,
  at        timestamptz not null
);
create index due_by_time on pool.due (at);
