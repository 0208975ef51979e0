-- 0021 Traffic: where people come from, what it cost, and who brought whom.
-- Why: a visit keeps the id it was made with and the channel it named, for good. Whose it is later
-- (a claim, a merge) and whether it counts (its verdict) stand beside it and can change.
-- Locks: new tables only; safe while serving.
create schema traffic;

create table traffic.channel ( -- a public source
  id         uuid not null primary key,
  name       text not null check (length(name) between 1 and 60),
  kind       text not null check (kind in ('paid_placement', 'marketplace', 'search', 'store',
    'partner', 'opinion_leader', 'offline_code', 'own')),
  owner_id   uuid not null, -- of the staff: who answers for it
  created_at timestamptz not null,
  closed_at  timestamptz check (closed_at >= created_at),
  version    integer not null default 1
);
create unique index channel_one_name on traffic.channel (lower(name));

create table traffic.campaign ( -- may run over several channels: its links say which
  id         uuid not null primary key,
  name       text not null check (length(name) between 1 and 60),
  owner_id   uuid not null,
  route      text not null check (route in ('trust', 'own_brand', 'better_process')),
  scene      text not null check (length(scene) between 1 and 200),
  circle     text not null check (length(circle) between 1 and 200),
  content    text not null check (length(content) between 1 and 500),
  starts_on  date not null,
  ends_on    date check (ends_on >= starts_on),
  created_at timestamptz not null,
  version    integer not null default 1
);
create unique index campaign_one_name on traffic.campaign (lower(name));

create table traffic.link (
  id          uuid not null primary key,
  code        text collate "C" not null unique check (code ~ '^[2-9a-hjkmnp-z]{8}$'),
  title       text not null check (length(title) between 1 and 60),
  channel_id  uuid not null references traffic.channel (id),
  campaign_id uuid references traffic.campaign (id),
  owner_kind  text not null check (owner_kind in ('channel', 'store', 'staff')), -- who hands it out
  owner_id    text not null default '' check (length(owner_id) <= 60),
  path        text not null check (path ~ '^/([^/\\].*)?$' and length(path) <= 200), -- of the own shop
  created_at  timestamptz not null,
  created_by  uuid not null,
  expires_at  timestamptz,
  closed_at   timestamptz
);
create index link_by_channel on traffic.link (channel_id, id);
create index link_by_campaign on traffic.link (campaign_id, id);

create table traffic.source_rule ( -- what an arrival without a link says of itself, and what it means
  source      text collate "C" not null check (length(source) between 1 and 60), -- utm_source, host
  medium      text collate "C" not null default '' check (length(medium) <= 60), -- '' for any
  name        text collate "C" not null default '' check (length(name) <= 60),   -- '' for any
  channel_id  uuid not null references traffic.channel (id),
  campaign_id uuid references traffic.campaign (id),
  made_at     timestamptz not null,
  made_by     uuid not null,
  primary key (source, medium, name)
);

create table traffic.visit (
  person_id    uuid not null, -- a visitor; a member where a program knew one
  at           timestamptz not null,
  id           uuid not null,
  link_id      uuid,          -- of traffic.link or traffic.invite_link
  channel_id   uuid,          -- null: came by itself, or from where nobody mapped yet
  campaign_id  uuid,
  inviter_id   uuid,          -- whose invitation it was
  source       text collate "C" not null default '' check (length(source) <= 60),
  medium       text collate "C" not null default '' check (length(medium) <= 60),
  name         text collate "C" not null default '' check (length(name) <= 60),
  landing      text not null check (length(landing) <= 200), -- a path without its query
  device       text not null check (device in ('phone', 'tablet', 'desktop', 'robot', 'unknown')),
  signs        text[] not null default '{}', -- seen at arrival: codes
  confirmed_at timestamptz,   -- a page of ours ran in a browser
  verdict      text not null default 'pending'
    check (verdict in ('pending', 'real', 'suspect', 'fake')),
  reasons      text[] not null default '{}', -- of the verdict: codes
  judged_at    timestamptz,
  overruled_by uuid,          -- of the staff: rules leave it alone from then on
  primary key (person_id, at, id)
);
create index visit_by_channel on traffic.visit (channel_id, at);
create index visit_by_link on traffic.visit (link_id, at);
create index visit_by_time on traffic.visit (at);
create index visit_pending on traffic.visit (at) where verdict = 'pending';
create index visit_unmapped on traffic.visit (at, source) where channel_id is null and source <> '';

create table traffic.trace ( -- what visits are told apart by for a day; no address, a keyed hash of its prefix
  person_id   uuid not null,
  at          timestamptz not null,
  visit_id    uuid not null,
  address_key bytea not null,
  agent_key   bytea not null,
  primary key (person_id, at, visit_id)
);
create index trace_by_time on traffic.trace (at);

create table traffic.claim ( -- a member signed in where a visitor had been
  visitor_id uuid not null,
  member_id  uuid not null,
  at         timestamptz not null, -- the first time
  is_new     boolean not null,     -- and signed up there by it
  primary key (visitor_id, member_id)
);
create index claim_by_member on traffic.claim (member_id);

-- A visit that counts, and whose it is by its claims: of whoever signed in there next, else of whoever
-- had signed in there last, else of the visitor. Merges of members are resolved by the reader.
create view traffic.touch as
select visit.person_id, visit.at, visit.id, visit.link_id, visit.channel_id, visit.campaign_id,
  coalesce(
    (select claim.member_id from traffic.claim
      where claim.visitor_id = visit.person_id and claim.at >= visit.at
      order by claim.at, claim.member_id limit 1),
    (select claim.member_id from traffic.claim
      where claim.visitor_id = visit.person_id and claim.at < visit.at
      order by claim.at desc, claim.member_id limit 1),
    visit.person_id) as owner_id
from traffic.visit
where visit.channel_id is not null and visit.verdict = 'real';

create table traffic.cost ( -- of a channel (and campaign) on a day; corrected by a new row
  id          uuid not null primary key,
  channel_id  uuid not null references traffic.channel (id),
  campaign_id uuid references traffic.campaign (id),
  day         date not null, -- in China
  cost_fen    bigint not null check (cost_fen between 0 and 100000000000),
  impressions integer check (impressions >= 0),
  clicks      integer check (clicks >= 0),
  noted_at    timestamptz not null,
  noted_by    uuid not null,
  replaced_at timestamptz check (replaced_at >= noted_at) -- null while it holds
);
create unique index cost_one_a_day on traffic.cost (channel_id, campaign_id, day)
  nulls not distinct where replaced_at is null;
create index cost_by_day on traffic.cost (day, channel_id);

create table traffic.invite_terms ( -- what an invitation is worth; the newest holds
  id               uuid not null primary key,
  reward_points    integer not null check (reward_points between 0 and 100000),
  month_max        integer not null check (month_max between 0 and 1000),  -- rewards of an inviter
  realised_min_fen bigint not null check (realised_min_fen >= 0), -- paid and not given back
  return_days      integer not null check (return_days between 7 and 90),  -- after the order is over
  cooling_days     integer not null check (cooling_days between 0 and 90), -- after that
  levels           integer not null check (levels = 1), -- nobody is paid for whom others brought
  made_at          timestamptz not null,
  made_by          uuid
);

create table traffic.invite_link ( -- of a member
  id         uuid not null primary key,
  code       text collate "C" not null unique check (code ~ '^[2-9a-hjkmnp-z]{8}$'),
  member_id  uuid not null unique,
  created_at timestamptz not null
);

create table traffic.invite ( -- one inviter for each newcomer
  newcomer_id uuid not null primary key,
  inviter_id  uuid not null check (inviter_id <> newcomer_id),
  visitor_id  uuid not null, -- the browser that came by the link and signed up
  terms_id    uuid not null references traffic.invite_terms (id), -- as they were then
  invited_at  timestamptz not null,
  joined_at   timestamptz not null check (joined_at >= invited_at),
  state       text not null check (state in
    ('joined', 'bought', 'waiting', 'rewarded', 'refused', 'reversed')),
  reason      text,        -- of a refusal or reversal: a code
  order_id    uuid,        -- the completed one that the reward waits for
  due_at      timestamptz, -- when the reward is decided
  points      integer not null default 0 check (points >= 0),
  decided_at  timestamptz,
  accepted_by uuid,        -- of the staff: who set a suspicion aside
  constraint invite_due_with_order check ((due_at is null) = (order_id is null))
);
create index invite_by_inviter on traffic.invite (inviter_id, newcomer_id);
create index invite_due on traffic.invite (due_at) where state = 'waiting';
create index invite_by_order on traffic.invite (order_id) where order_id is not null;
