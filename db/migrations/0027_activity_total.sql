-- 0027 What people ever did, summed up.
-- Why: to ask who ever did something meant to read every day of everybody. Beside the days there is one
-- row for each person, kind and topic now; and who agreed, or withdrew, is found without the others.
-- Locks: writers of activity_day wait while it is summed up, and writers of consent while the indexes
-- are built. Stop older programs first: they write days without their totals.
create table pool.activity_total ( -- activity_day over all days
  person_id  uuid not null,
  kind       text collate "C" not null,
  topic      text collate "C" not null,
  count      bigint not null check (count > 0),
  primary key (person_id, kind, topic)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

lock table pool.activity_day in share mode;
insert into pool.activity_total (person_id, kind, topic, count)
select person_id, kind, topic, sum(count) from pool.activity_day group by person_id, kind, topic;
create index activity_total_by_kind on pool.activity_total (kind) include (person_id, topic, count);

create index consent_by_gate on pool.consent (purpose, channel) include (person_id, version)
  where withdrawn_at is null;
create index consent_withdrawn on pool.consent (purpose, channel) where withdrawn_at is not null;
