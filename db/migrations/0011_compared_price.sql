-- 0011 What a flash sale may be compared with.
-- Why: a struck-through price must have been paid by somebody shortly before; it is found when the sale
-- begins and then stands, so that it cannot be worked on afterwards.
-- Locks: adds two nullable columns to a small table; safe while serving.
alter table trade.flash_sale
  add column compared_fen bigint check (compared_fen > 0), -- null: nobody ever bought it
  add column compared_at  timestamptz;                     -- null: the sale has not begun
create index flash_sale_to_compare on trade.flash_sale (starts_at) where compared_at is null;
