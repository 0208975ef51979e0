-- 0018 Profile: what the facts of a person add up to, the stage it makes, and tags.
-- Why: a page and a segment ask for sums that nobody waits for. Milestones are kept for each person as
-- its facts were written, in a form where their order does not matter: who turns out to be one human is
-- added up, who turns out not to be is taken apart again, and facts that the law lets us keep no longer
-- are not missed.
-- Locks: new tables only; safe while serving.
create table pool.milestone ( -- what decides the stages of a person, by the id the facts were written with
  person_id    uuid not null primary key,
  first_at     timestamptz not null,
  visits       timestamptz[] not null default '{}' check (cardinality(visits) <= 2), -- the first two days
  looked_at    timestamptz,             -- first looked for, at or after something
  signed_up_at timestamptz,
  invited_at   timestamptz,             -- first brought a buyer
  brought      integer not null default 0,
  shares       integer not null default 0,
  active       timestamptz[] not null default '{}' -- from, to, from, to: times without a long silence
    check (cardinality(active) % 2 = 0)
) with (fillfactor = 80);

create table pool.bought ( -- the orders of a person that the facts tell of
  person_id    uuid not null,
  order_id     uuid not null,
  paid_at      timestamptz,             -- null while only its refund is known
  paid_fen     bigint not null default 0,
  refunds      integer not null default 0,
  refunded_fen bigint not null default 0,
  refunded_at  timestamptz,             -- of the last refund
  primary key (person_id, order_id)
);

create table pool.profile (
  member_id       uuid not null primary key, -- whoever represents the person
  kind            text not null check (kind in ('visitor', 'member')),
  first_at        timestamptz not null,
  last_at         timestamptz not null,  -- did something last
  last_on         date not null,         -- that day in China; lists go by it, so that most facts move no index
  orders          integer not null default 0, -- paid and not wholly given back
  paid_fen        bigint not null default 0,
  refunded_fen    bigint not null default 0,
  first_paid_at   timestamptz,           -- of those orders
  last_paid_at    timestamptz,
  shares          integer not null default 0,
  brought         integer not null default 0, -- buyers who came by their invitation
  stage           text not null check (stage in
    ('stranger', 'visitor', 'member', 'buyer', 'repeat', 'advocate', 'lapsed')),
  stage_since     timestamptz not null,
  channel_id      uuid,                  -- of the first touch
  campaign_id     uuid,
  birth_month_day smallint check (birth_month_day between 101 and 1231)
) with (fillfactor = 80);
create index profile_by_last_on on pool.profile (last_on desc, member_id desc);
create index profile_by_stage on pool.profile (stage, last_on desc, member_id desc);
create index profile_by_channel on pool.profile (channel_id, last_on desc, member_id desc)
  where channel_id is not null;
create index profile_by_birthday on pool.profile (birth_month_day)
  where birth_month_day is not null;

create table pool.stage_change (
  member_id uuid not null,
  at        timestamptz not null,
  stage     text not null,
  was       text,                        -- null for the first
  primary key (member_id, at)
);
create index stage_change_by_time on pool.stage_change (at);

create table pool.source ( -- where a person came from first, as traffic knows it
  person_id   uuid not null primary key,
  channel_id  uuid,
  campaign_id uuid,
  at          timestamptz not null
);

create table pool.profile_field ( -- what a person told of itself, or was told of it
  person_id    uuid not null,
  field        text not null check (field in ('birthday', 'gender', 'city')),
  value_cipher bytea not null,
  month_day    smallint check (month_day between 101 and 1231), -- of a birthday: it comes every year
  source       text not null check (source in ('member', 'staff', 'import')),
  set_at       timestamptz not null,
  primary key (person_id, field),
  constraint profile_field_month_day check ((field = 'birthday') = (month_day is not null))
);

create table pool.tag (
  person_id      uuid not null,
  tag            text collate "C" not null check (tag ~ '^[^\s].{0,39}$'),
  origin         text not null check (origin in ('hand', 'rule', 'computed', 'import')),
  confidence_bps integer not null check (confidence_bps between 1 and 10000),
  set_by         text not null,
  set_at         timestamptz not null,
  expires_at     timestamptz check (expires_at > set_at),
  primary key (person_id, tag)
);
create index tag_by_tag on pool.tag (tag, person_id);
create index tag_by_expiry on pool.tag (expires_at) where expires_at is not null;
create index tag_by_program on pool.tag (set_by) where origin in ('rule', 'computed');

create table pool.tag_refusal ( -- a member took the tag away: it does not come back by itself
  person_id  uuid not null,
  tag        text collate "C" not null,
  refused_at timestamptz not null,
  primary key (person_id, tag)
);

create table pool.tag_rule ( -- who is in the segment has the tag
  id             uuid not null primary key,
  tag            text collate "C" not null check (tag ~ '^[^\s].{0,39}$'),
  segment_id     uuid not null,
  confidence_bps integer not null check (confidence_bps between 1 and 10000),
  made_by        uuid not null,
  made_at        timestamptz not null,
  ended_at       timestamptz check (ended_at >= made_at)
);
create unique index tag_rule_once on pool.tag_rule (tag) where ended_at is null;

-- Fifths of the buyers by recency, frequency and money: who has more than the nth bound is in a higher
-- fifth. Computed now and then; the newest row counts.
create table pool.rfm_bound (
  as_of       timestamptz not null primary key,
  buyers      integer not null,
  recency     timestamptz[] not null check (cardinality(recency) = 4), -- of the last purchase
  frequency   integer[] not null check (cardinality(frequency) = 4),   -- orders
  money       bigint[] not null check (cardinality(money) = 4)         -- net, in fen
);

create table pool.rfm_cell ( -- what buyers of a cell spent in the ninety days that followed
  as_of    timestamptz not null,
  r        smallint not null check (r between 1 and 5),
  f        smallint not null check (f between 1 and 5),
  buyers   integer not null,             -- in the cell now
  watched  integer not null,             -- in the cell ninety days before
  mean_fen bigint,                       -- of those watched; null when there was none
  sd_fen   bigint,                       -- null when there was one at most
  primary key (as_of, r, f)
);
