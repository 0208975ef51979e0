-- 0013 Finding orders: by tracking number, by the last digits of their own, by goods, by day.
-- Why: staff look for an order by what they have in their hands. Without these each search reads all
-- the orders or lines there are: at 150,000 orders some 140 ms instead of 10, and growing with them.
-- Locks: writes to these tables wait while each index is built, a second for 150,000 orders. On a
-- large database build them `concurrently` under the same names first; then this changes nothing.
create index if not exists shipment_by_tracking
  on trade.shipment (upper(tracking_no collate "C"));
-- Lists name an order by its last eight digits.
create index if not exists order_by_last_digits on trade."order" (right(id::text, 8));
create index if not exists order_line_by_product on trade.order_line (product_id, order_id);
-- Rows lie in the order in which they were placed, so where they lie tells the day.
create index if not exists order_by_placed_at
  on trade."order" using brin (placed_at) with (pages_per_range = 32);
