-- 0025 Rights: what is held about a member, and its end.
-- Why: whoever closed the account is told from others wherever something is written about members,
-- and what the law keeps for a while is found when its time has come.
-- Locks: pool.member for writing while two small indexes are made; else a new table.
create index member_closed on pool.member (id) where closed_at is not null;
create index member_closed_by_time on pool.member (closed_at) where closed_at is not null;

create table pool.closed_person ( -- for an hour: what was under way of them is forgotten as well
  person_id uuid not null primary key,
  closed_at timestamptz not null
);
create index closed_person_by_time on pool.closed_person (closed_at);
