-- 0024 Boards: what the shop offers beside its goods, on one pool of members.
-- Why: a member joins a board in one step and leaves it as easily; who may join, and who a board may
-- write to, is a rule over what the pool knows, never a list that somebody keeps.
-- Locks: new tables only; safe while serving.
create schema boards;

create table boards.board (
  code       text collate "C" not null primary key check (code ~ '^[a-z][a-z0-9-]{1,29}$'),
  name_zh    text not null check (length(name_zh) between 1 and 40),
  name_en    text not null check (length(name_en) between 1 and 40),
  offer_zh   text not null check (length(offer_zh) between 1 and 200), -- what one finds there
  offer_en   text not null check (length(offer_en) between 1 and 200),
  link       text check (link ~ '^/[\x21-\x7e]{0,199}$' and link !~ '^//'), -- inside the shop
  rule       jsonb, -- who may join, and who may be written to; null: everybody
  status     text not null check (status in ('open', 'closed')), -- closed: nobody joins any more
  edition    integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table boards.membership (
  member_id uuid not null,
  id        uuid not null,
  board     text collate "C" not null references boards.board (code),
  joined_at timestamptz not null,
  left_at   timestamptz check (left_at >= joined_at), -- null while they are in
  primary key (member_id, id)
);
-- In a board once at a time; who left may join again.
create unique index membership_once on boards.membership (member_id, board) where left_at is null;
create index membership_of_board on boards.membership (board, member_id) where left_at is null;

create table boards.push ( -- a message to those of a board whom the rule lets it write to
  id           uuid not null primary key,
  board        text collate "C" not null references boards.board (code),
  template_id  uuid not null,
  channel      text not null check (channel in ('inbox', 'sms', 'email')),
  status       text not null check (status in ('sending', 'stopped', 'done')),
  made_at      timestamptz not null,
  made_by      uuid not null,
  sent_to      uuid, -- everybody up to here was looked at
  looked       integer not null default 0,
  delivered    integer not null default 0,
  unmet        integer not null default 0, -- their data do not meet the rule
  refused      jsonb not null default '{}', -- reason -> how many
  ended_at     timestamptz
);
create index push_waiting on boards.push (made_at) where status = 'sending';
