-- 0017 One identity: what members are known by, and persons that are the same human.
-- Why: a merge is an edge with its evidence and can be taken back exactly, because nothing that was
-- written is ever rewritten. Who represents whom is a sum of the edges that stand.
-- Locks: pool.identity while it is written anew, each row with an id: about a second for a million.
alter table pool.identity
  add column id     uuid not null default uuidv7(),
  add column how    text not null default 'code' -- that it is theirs: proved by a code, or told
    check (how in ('code', 'provider', 'import', 'staff')),
  add column set_by text not null default 'member',
  drop constraint identity_kind_check,
  add constraint identity_kind_check
    check (kind in ('phone', 'email', 'wechat_openid', 'wechat_unionid', 'store_card'));

create table pool.merge (
  id        uuid not null primary key,
  a_person  uuid not null,
  b_person  uuid not null,
  evidence  jsonb not null check (jsonb_typeof(evidence) = 'object'), -- codes and ids only
  merged_at timestamptz not null,
  merged_by text not null,
  undone_at timestamptz check (undone_at >= merged_at),
  undone_by text,
  constraint merge_joins_two check (a_person <> b_person),
  constraint merge_undone_by_somebody check ((undone_at is null) = (undone_by is null))
);
create index merge_by_a on pool.merge (a_person);
create index merge_by_b on pool.merge (b_person);

-- What a person has to look at before two are called one.
create table pool.merge_proposal (
  id          uuid not null primary key,
  a_person    uuid not null,
  b_person    uuid not null,
  evidence    jsonb not null check (jsonb_typeof(evidence) = 'object'),
  reason      text not null check (reason in ('evidence', 'too_many_persons', 'too_many_phones')),
  proposed_at timestamptz not null,
  proposed_by text not null,
  decided_at  timestamptz,
  decided_by  text,
  decision    text check (decision in ('accepted', 'refused')),
  constraint merge_proposal_of_a_pair check (a_person < b_person),
  constraint merge_proposal_decided check (
    (decided_at is null) = (decision is null) and (decided_at is null) = (decided_by is null))
);
create unique index merge_proposal_open
  on pool.merge_proposal (a_person, b_person) where decided_at is null;
create index merge_proposal_waiting on pool.merge_proposal (id) where decided_at is null;
create index merge_proposal_by_b on pool.merge_proposal (b_person);

create table pool.alias ( -- persons that are one human with others, and who stands for them
  person_id         uuid not null primary key,
  representative_id uuid not null
);
create index alias_by_representative on pool.alias (representative_id);

create table pool.stale_person ( -- whose sums have to be made anew
  person_id uuid not null,
  at        timestamptz not null default now(),
  id        uuid not null default uuidv7(),
  primary key (person_id, id)
);
