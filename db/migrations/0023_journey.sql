-- 0023 Journeys: what happens to members one after the other, and what it brought about.
-- Why: who is in a journey, and who is kept out of it to compare with, is a row with the time of its
-- next step; a step moves it on under the condition that it still stands there, so each takes place once.
-- Locks: new tables only; safe while serving.
create table pool.journey (
  id             uuid not null primary key,
  name           text not null check (length(name) between 1 and 60),
  status         text not null check (status in ('draft', 'running', 'paused', 'stopped')),
  draft          jsonb not null,        -- what staff write at
  version        integer not null default 0,  -- of what runs; 0: nothing yet
  edition        integer not null default 1,  -- raised by each change
  control_bps    integer not null check (control_bps between 0 and 9000),
  control_key    bytea not null,        -- by which it is drawn who is kept out: the same for good
  control_reason text,                  -- why nobody is kept out
  measured_days  integer not null check (measured_days between 1 and 90),
  created_at     timestamptz not null,
  created_by     uuid not null,
  changed_at     timestamptz not null,
  started_at     timestamptz,
  stopped_at     timestamptz,
  filling_after  uuid,                  -- who is in the segment already comes in up to here
  is_filling     boolean not null default false,
  constraint journey_control_or_reason check (control_bps > 0 or length(control_reason) >= 10)
);

create table pool.journey_version ( -- who is under way finishes on the one they began with
  journey_id   uuid not null references pool.journey (id),
  version      integer not null,
  graph        jsonb not null,
  published_at timestamptz not null,
  published_by uuid not null,
  primary key (journey_id, version)
);

create table pool.enrolment (
  member_id  uuid not null,
  id         uuid not null,
  journey_id uuid not null references pool.journey (id),
  version    integer not null,
  entry      text collate "C" not null check (length(entry) <= 80), -- what brought them in, once
  is_control boolean not null,
  entered_at timestamptz not null,
  step       text collate "C",          -- where they are, or what they do next
  moves      integer not null default 0, -- how many steps are behind them
  due_at     timestamptz,
  since      timestamptz,               -- what they wait for has to happen after that
  waits_kind text collate "C",
  has_come   boolean not null default false, -- what they wait for
  ended_at   timestamptz check (ended_at >= entered_at),
  ended_why  text check (ended_why in ('done', 'merged', 'stopped')),
  primary key (member_id, id),
  constraint enrolment_stands_somewhere check ((ended_at is null) = (step is not null)),
  constraint enrolment_ends_for_a_reason check ((ended_at is null) = (ended_why is null))
);
create unique index enrolment_once_for_entry on pool.enrolment (member_id, journey_id, entry);
create unique index enrolment_one_open on pool.enrolment (member_id, journey_id)
  where ended_at is null;
create index enrolment_due on pool.enrolment (due_at) where ended_at is null;
create index enrolment_waits on pool.enrolment (member_id, waits_kind)
  where ended_at is null and waits_kind is not null;
create index enrolment_of_journey on pool.enrolment (journey_id, entered_at);

create table pool.enrolment_step ( -- what was done, and how it went
  member_id    uuid not null,
  enrolment_id uuid not null,
  move         integer not null,
  step         text collate "C" not null,
  outcome      text collate "C" not null check (outcome ~ '^[a-z_]{1,30}$'),
  at           timestamptz not null,
  primary key (member_id, enrolment_id, move)
);
