-- 0008 The pictures of products, each in several widths.
-- Why: they live in the database, so that a backup has them and every process serves them; the first
-- request of a browser reads the bytes, after that it keeps them. catalog.media says which picture
-- stands where; a picture that was taken away stays here, so that taking away can be undone.
-- Locks: a new table only; safe while serving.
create table catalog.picture_file (
  id         uuid not null, -- of the picture: its widths share it
  width      smallint not null check (width > 0), -- in pixels; of a drawing, what it is drawn for
  product_id uuid not null references catalog.product (id), -- the only one that may show it
  type       text not null check (type in ('image/webp', 'image/svg+xml')),
  bytes      bytea not null,
  made_by    text not null check (made_by in ('person', 'script')),
  created_at timestamptz not null,
  primary key (id, width),
  -- A drawing could carry a script; only our own scripts draw.
  check (type <> 'image/svg+xml' or made_by = 'script')
);
-- Already compressed, or sent as it is: PostgreSQL need not try.
alter table catalog.picture_file alter column bytes set storage external;
