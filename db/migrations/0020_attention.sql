-- 0020 Consent and attention: what a member agreed to, and what they were sent.
-- Why: nobody is interrupted without having said yes to that purpose, on that channel, to the text of
-- today. How often, is a budget in the ledger (book attention/<week>): its floor is the cap.
-- Locks: pool.message gets columns and a wider check, brief; the other tables are new.

-- The version of the text a purpose is asked with. It is raised when the text changes: what was
-- agreed to before opens nothing any more, until the member is asked again.
create table pool.purpose (
  purpose text collate "C" not null primary key check (purpose in ('marketing', 'profiling')),
  version integer not null check (version > 0)
);
insert into pool.purpose (purpose, version) values ('marketing', 1), ('profiling', 1);

-- A row is a time of agreement, open until it is withdrawn. Rows are never deleted: they are the proof.
create table pool.consent (
  person_id    uuid not null,
  id           uuid not null default uuidv7(),
  purpose      text collate "C" not null references pool.purpose (purpose),
  channel      text collate "C" not null check (channel in ('inbox', 'sms', 'email', 'all')),
  version      integer not null,     -- of the text that was agreed to
  given_at     timestamptz,          -- null: withdrawn for a merged person, never given by this one
  withdrawn_at timestamptz,
  how          text collate "C" not null check (how ~ '^[a-z_]{1,20}$'), -- where it was given or withdrawn
  also_for     uuid[] not null default '{}', -- one with this person then: answers their withdrawals too
  primary key (person_id, id),
  constraint consent_says_something check (given_at is not null or withdrawn_at is not null),
  constraint consent_ends_after_it_began check (withdrawn_at >= given_at),
  constraint consent_channel_is_of_purpose check ((purpose = 'profiling') = (channel = 'all'))
);
create unique index consent_once on pool.consent (person_id, purpose, channel)
  where withdrawn_at is null;

create table pool.consent_asked ( -- after a no nobody asks again for a while
  person_id uuid not null,
  purpose   text collate "C" not null references pool.purpose (purpose),
  asked_at  timestamptz not null,
  answer    text not null check (answer in ('given', 'refused')),
  primary key (person_id, purpose)
);

-- What staff write once and members read: the only text of a marketing message.
create table pool.template (
  id         uuid not null primary key,
  name       text not null check (length(name) between 1 and 60), -- for staff
  title_zh   text not null check (length(title_zh) between 1 and 60),
  title_en   text not null check (length(title_en) between 1 and 60),
  body_zh    text not null check (length(body_zh) between 1 and 300),
  body_en    text not null check (length(body_en) between 1 and 300),
  link       text check (link ~ '^/[\x21-\x7e]{0,199}$' and link !~ '^//'), -- inside the shop
  status     text not null check (status in ('live', 'archived')),
  version    integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  created_by uuid not null
);

alter table pool.message drop constraint message_class_check,
  add constraint message_class_check check (class in ('service', 'marketing')),
  add column template_id uuid references pool.template (id),
  add constraint message_marketing_has_words check ((class = 'marketing') = (template_id is not null));

-- What was let through. Refusals leave no row of a member: they are counted (attention_tally).
create table pool.send (
  member_id   uuid not null,
  id          text collate "C" not null check (id ~ '^[a-z0-9_:-]{1,120}$'), -- the sender's
  class       text collate "C" not null check (class in
    ('campaign', 'journey', 'seller', 'circle', 'board', 'flash_sale', 'invite', 'survey')),
  channel     text collate "C" not null check (channel in ('inbox', 'sms', 'email')),
  template_id uuid not null references pool.template (id),
  about       text collate "C" not null check (about ~ '^[a-z_]+:[0-9a-zA-Z-]{1,64}$'),
  facts       jsonb not null check (jsonb_typeof(facts) = 'object'),
  owner_id    uuid not null, -- whose windows it was paid from: who stood for the member then
  message_id  uuid not null,
  sent_at     timestamptz not null,
  state       text collate "C" not null check (state in
    ('delivered', 'queued', 'sending', 'sent', 'failed', 'stopped')),
  due_at      timestamptz, -- of one that is queued for outside
  primary key (member_id, id)
);
create index send_by_time on pool.send (member_id, sent_at);
create index send_by_about on pool.send (about);
create index send_by_template on pool.send (template_id);
create index send_due on pool.send (due_at) where state in ('queued', 'sending');

create table pool.deferred_send ( -- refused for now, to be tried again
  member_id uuid not null,
  id        text collate "C" not null,
  send      jsonb not null, -- the command: ids, figures and codes
  due_at    timestamptz not null,
  primary key (member_id, id)
);
create index deferred_send_due on pool.deferred_send (due_at);
create index deferred_send_by_id on pool.deferred_send (id);

create table pool.attention_setting ( -- one row
  only_one    boolean not null primary key default true check (only_one),
  per_day     integer not null check (per_day between 1 and 10),
  per_week    integer not null check (per_week between 1 and 30),
  quiet_from  smallint not null check (quiet_from between 0 and 1439), -- minutes of a day in China
  quiet_until smallint not null check (quiet_until between 0 and 1439), -- equal: no hours of quiet
  version     integer not null default 1,
  constraint attention_week_holds_a_day check (per_week >= per_day)
);
insert into pool.attention_setting (per_day, per_week, quiet_from, quiet_until)
values (2, 6, 1260, 540);

create table pool.attention_share ( -- how many of a member's day a class may take
  class   text collate "C" not null primary key,
  per_day integer not null check (per_day between 0 and 10)
);
insert into pool.attention_share (class, per_day) values
  ('campaign', 1), ('journey', 2), ('seller', 1), ('circle', 1), ('board', 1), ('flash_sale', 1),
  ('invite', 1), ('survey', 1);

create table pool.quiet_hours ( -- a member's own, instead of the house's
  member_id   uuid not null primary key,
  quiet_from  smallint not null check (quiet_from between 0 and 1439),
  quiet_until smallint not null check (quiet_until between 0 and 1439)
);

create table pool.attention_tally ( -- appended by each batch; read as sums
  id      uuid not null primary key default uuidv7(),
  day     date not null,
  class   text collate "C" not null,
  outcome text collate "C" not null check (outcome ~ '^[a-z_]{1,20}$'),
  sends   integer not null check (sends > 0)
);
create index attention_tally_by_day on pool.attention_tally (day, class, outcome, sends);

create table pool.outreach ( -- staff's message to a segment, sent in pieces
  id          uuid not null primary key,
  template_id uuid not null references pool.template (id),
  segment_id  uuid,                  -- null: everybody
  channel     text not null check (channel in ('inbox', 'sms', 'email')),
  state       text not null check (state in ('sending', 'stopped', 'done')),
  wanted      integer not null,      -- members when it began
  after_id    uuid,                  -- who was reached last, in the order of ids
  wait_until  timestamptz,           -- who is in hours of quiet, or had enough, is tried until then
  created_at  timestamptz not null,
  created_by  uuid not null,
  ended_at    timestamptz
);
create index outreach_sending on pool.outreach (id) where state = 'sending';

create table pool.outreach_count (
  outreach_id uuid not null references pool.outreach (id),
  outcome     text collate "C" not null,
  members     integer not null,
  primary key (outreach_id, outcome)
);
