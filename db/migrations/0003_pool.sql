-- 0003 Pool: members, how they sign in, where they want their goods.
-- Why: all that is personal is here, sealed by the vault and erasable; every other table, event and
-- log has the member's id only, which stays when the person is gone.
-- Locks: new tables only; safe while serving.
create schema pool;

create table pool.member (
  id         uuid not null default uuidv7(),
  nickname   text check (length(nickname) between 1 and 24), -- chosen to be seen by others
  created_at timestamptz not null,
  closed_at  timestamptz check (closed_at >= created_at),
  primary key (id),
  constraint member_closed_is_nobody check (closed_at is null or nickname is null)
);

-- Found by what it indexes, so it spreads by that and not by member: no foreign key can hold across.
-- The key is the floor under every race: one phone, one member. Closing an account frees the phone.
create table pool.identity (
  blind_index  bytea not null,
  kind         text not null check (kind in ('phone')),
  member_id    uuid not null,
  value_cipher bytea not null, -- sealed for ('pool.identity', 'value_cipher', member_id)
  created_at   timestamptz not null,
  primary key (blind_index, kind)
);
create index identity_by_member on pool.identity (member_id, kind);

-- Kept for a day after their end, because the limits count them.
create table pool.sign_in_code (
  phone_index  bytea not null,
  id           uuid not null,
  code_hash    bytea not null, -- keyed: six digits would be guessed from a plain hash
  requested_at timestamptz not null,
  expires_at   timestamptz not null check (expires_at > requested_at),
  attempts     smallint not null default 0 check (attempts between 0 and 5),
  used_at      timestamptz, -- a code works once
  primary key (phone_index, id)
);
create index sign_in_code_latest on pool.sign_in_code (phone_index, requested_at desc);
create index sign_in_code_by_age on pool.sign_in_code (requested_at);

create table pool.address (
  member_id  uuid not null references pool.member (id),
  id         uuid not null,
  cipher     bytea not null, -- JSON, sealed for ('pool.address', 'cipher', id)
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (member_id, id)
);

-- The address as it was when the order was placed: a copy of the sealed record, which stays bound to
-- the address id, so that the hot order path copies bytes and needs no key.
create table pool.order_address (
  order_id   uuid not null primary key,
  address_id uuid not null,
  cipher     bytea not null
);
