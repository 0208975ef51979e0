-- 0015 When a picture was taken away from its product.
-- Why: it can be put back for a while; after that its bytes go, or every mistake would be kept for ever.
-- Locks: adds a nullable column; pictures that are shown nowhere today begin their time now.
alter table catalog.picture_file add column removed_at timestamptz; -- null: its product shows it
update catalog.picture_file set removed_at = now()
where not exists (select from catalog.media where url = '/pictures/' || picture_file.id);
create index picture_file_to_forget on catalog.picture_file (removed_at) where removed_at is not null;
