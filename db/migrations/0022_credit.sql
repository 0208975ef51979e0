-- 0022 Credit: what touches led to, and who gets credit for it.
-- Why: a person's touches, orders and merges change at any time, so the whole story of the person is
-- made anew each time and never patched. All but the conversions can be forgotten and made anew.
-- Locks: new tables only; safe while serving.
create table traffic.conversion ( -- a paid order, by the member who ordered
  member_id    uuid not null,
  order_id     uuid not null,
  paid_at      timestamptz, -- null while only a refund of it was heard of
  amount_fen   bigint not null default 0,
  margin_fen   bigint not null default 0, -- what the platform keeps of it, by the shares agreed
  refunded_fen bigint not null default 0,
  primary key (member_id, order_id)
);

create table traffic.stale_credit ( -- whose story has to be made anew
  person_id uuid not null,
  id        uuid not null default uuidv7(),
  at        timestamptz not null,
  primary key (person_id, id)
);
create index stale_credit_by_time on traffic.stale_credit (at, person_id);

create table traffic.reached ( -- touches of a person by a channel on a day in China
  person_id  uuid not null, -- whoever represents the person
  channel_id uuid not null,
  day        date not null,
  touches    integer not null,
  primary key (person_id, channel_id, day)
);
create index reached_by_day on traffic.reached (day, channel_id);

create table traffic.path ( -- the touches before an order, or such as led to none
  person_id   uuid not null,
  window_days smallint not null check (window_days in (7, 30, 90)),
  place       integer not null, -- in the person's story, from 0
  ended_at    timestamptz not null, -- when it was paid; the last touch when nothing was
  order_id    uuid,
  is_first    boolean not null default false, -- the person's first order that stands
  amount_fen  bigint not null default 0, -- without what went back
  margin_fen  bigint not null default 0,
  channels    uuid[] not null, -- the earliest touch first; none: came by themselves
  primary key (person_id, window_days, place)
);
create index path_by_time on traffic.path (window_days, ended_at);

create table traffic.credit ( -- the parts of an order; those of each model add up to 1,000,000
  person_id    uuid not null,
  window_days  smallint not null,
  place        integer not null, -- of the path
  n            smallint not null, -- of the channel and campaign within it
  channel_id   uuid, -- null: nothing is known that led to it
  campaign_id  uuid,
  ended_at     timestamptz not null,
  is_first     boolean not null,
  amount_fen   bigint not null,
  margin_fen   bigint not null,
  first_ppm    integer not null,
  last_ppm     integer not null,
  linear_ppm   integer not null,
  position_ppm integer not null,
  decay_ppm    integer not null,
  shapley_ppm  integer not null,
  primary key (person_id, window_days, place, n)
);
create index credit_by_time on traffic.credit (window_days, ended_at);

-- How attached members are: computed daily, each run in pieces, from what they bought.
create table insight.anchor_run (
  id          uuid not null primary key,
  began_at    timestamptz not null,
  state       text not null check (state in ('telling', 'done', 'too_few')),
  told_until  uuid,           -- members up to here have their index
  buyers      integer not null default 0,
  model       jsonb,          -- weights, and what was usual on the day
  held_back   jsonb,          -- how well it told the last ninety days, which it had not seen
  ended_at    timestamptz
);
create index anchor_run_by_time on insight.anchor_run (began_at);

create table insight.anchor (
  member_id  uuid not null primary key, -- whoever represents the person
  run_id     uuid not null,
  index_bps  integer not null check (index_bps between 0 and 10000), -- the chance to buy again
  before_bps integer check (before_bps between 0 and 10000), -- thirty days ago, by the same weights
  parts      integer[] not null, -- what each feature adds to the log-odds, in thousandths
  before_parts integer[],
  paid_fen   bigint not null,
  is_head    boolean not null default false
);
create index anchor_by_worth on insight.anchor ((index_bps * paid_fen) desc, member_id);
create index anchor_by_change on insight.anchor ((index_bps - before_bps), member_id)
  where before_bps is not null;

create table insight.anchor_history ( -- as it was told, when it was told anew
  member_id uuid not null,
  day       date not null,
  index_bps integer not null,
  is_head   boolean not null,
  primary key (member_id, day)
);
