-- 0009 The shop itself: what it is called, how it looks, and the link that makes its first owner.
-- Why: an empty database becomes somebody's shop by a page, once. Only the hash of the link's token is
-- kept; whoever reads the table or a copy of it cannot make themselves the owner.
-- Locks: new tables only; safe while serving.
create table platform.shop (
  is_only         boolean primary key default true check (is_only), -- one row
  name_zh         text not null check (name_zh <> ''),
  name_en         text not null check (name_en <> ''),
  accent          text not null check (accent in ('cinnabar', 'plum', 'indigo', 'lake', 'ink')),
  announcement_zh text not null default '',
  announcement_en text not null default '',
  made_up         boolean not null default false, -- the demo's
  version         integer not null default 1,
  set_up_at       timestamptz not null
);

create table platform.set_up_token (
  is_only    boolean primary key default true check (is_only), -- a new link ends the former
  token_hash bytea not null,
  made_at    timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at)
);
