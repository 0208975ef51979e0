-- 0004 The catalogue: brands, categories, products, their variants (SKUs) with prices, and search.
-- Why: what is for sale, at which price, since when. Stock is not here: it is in the ledger.
-- Locks: new tables only; safe while serving.
-- Every change of a product or of its SKUs first locks the product's row, products in ascending id.
create schema catalog;

-- Finds words with several wrong letters. Trusted: the owner of the database may create it.
create extension if not exists pg_trgm;

create table catalog.brand (
  id         uuid primary key default uuidv7(),
  name_zh    text not null check (char_length(name_zh) between 1 and 100),
  name_en    text not null check (char_length(name_en) between 1 and 100),
  receiver   text not null check (receiver <> ''), -- who gets its money, at the payment institution
  fee_bps    integer not null check (fee_bps between 0 and 10000), -- the platform's share of a sale
  made_up    boolean not null default false, -- invented for the demo; screens say so
  version    integer not null default 1,
  created_at timestamptz not null
);

-- Two levels: a category is at the top or directly below one that is.
create table catalog.category (
  id         uuid primary key default uuidv7(),
  slug       text collate "C" not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name_zh    text not null check (char_length(name_zh) between 1 and 100),
  name_en    text not null check (char_length(name_en) between 1 and 100),
  parent_id  uuid references catalog.category (id) check (parent_id <> id),
  created_at timestamptz not null
);
create index category_by_parent on catalog.category (parent_id) where parent_id is not null;

create table catalog.product (
  id               uuid primary key default uuidv7(),
  brand_id         uuid not null references catalog.brand (id),
  category_id      uuid not null references catalog.category (id),
  title_zh         text not null check (char_length(title_zh) between 1 and 300),
  title_en         text not null check (char_length(title_en) between 1 and 300),
  title_zh_made_by text not null check (title_zh_made_by in ('person', 'script')),
  description_zh   text not null default '' check (char_length(description_zh) <= 20000),
  description_en   text not null default '' check (char_length(description_en) <= 20000),
  status           text not null default 'draft' check (status in ('draft', 'on_sale', 'off_sale')),
  version          integer not null default 1,
  created_at       timestamptz not null,
  published_at     timestamptz, -- the first time; taking it off sale keeps it
  price_from_fen   bigint,      -- the lowest of its SKUs that are on sale, for sorting; null: none is
  search           tsvector not null default '', -- its words as src/catalog/search-text.ts cuts them
  unique (id, brand_id), -- for the key that keeps a SKU in its product's brand
  constraint product_published_once check ((status = 'draft') = (published_at is null)),
  constraint product_on_sale_has_price check (status <> 'on_sale' or price_from_fen is not null)
);
-- One index for each order of the public list. Those of a category or brand answer alone, without the
-- rows; else the planner would rather walk the whole shop in order, looking for an empty category.
create index product_newest on catalog.product (published_at desc, id desc)
  where status = 'on_sale';
create index product_by_price on catalog.product (price_from_fen, id) where status = 'on_sale';
create index product_of_category on catalog.product (category_id, published_at desc, id desc)
  include (price_from_fen) where status = 'on_sale';
create index product_of_category_by_price on catalog.product (category_id, price_from_fen, id)
  include (published_at) where status = 'on_sale';
create index product_of_brand on catalog.product (brand_id, published_at desc, id desc)
  include (price_from_fen) where status = 'on_sale';
create index product_of_brand_by_price on catalog.product (brand_id, price_from_fen, id)
  include (published_at) where status = 'on_sale';
create index product_by_brand on catalog.product (brand_id);
-- Without fastupdate: read all the time, written now and then.
create index product_by_search on catalog.product using gin (search) with (fastupdate = off);

create table catalog.sku (
  id              uuid primary key default uuidv7(),
  product_id      uuid not null,
  brand_id        uuid not null,
  code            text collate "C" not null check (char_length(code) between 1 and 64),
  name            text not null check (char_length(name) <= 100), -- of the variant; '' for the only one
  sold_by         text not null default 'piece'
    check (sold_by in ('piece', 'set', 'pair', 'pack', 'box', 'bottle', 'kg', 'm')), -- rule C-01
  status          text not null default 'on_sale' check (status in ('on_sale', 'off_sale')),
  price_fen       bigint not null,      -- the current price: the latest row of catalog.price
  price_from      timestamptz not null, -- since when
  version         integer not null default 1,
  stock_version   integer not null default 0, -- changes of stock made by hand
  created_at      timestamptz not null,
  unique (brand_id, code),
  foreign key (product_id, brand_id) references catalog.product (id, brand_id)
);
create index sku_of_product on catalog.sku (product_id, code);

-- The whole history (rule C-12: at least three years); one price per variant (C-01).
create table catalog.price (
  sku_id     uuid not null references catalog.sku (id),
  valid_from timestamptz not null,
  price_fen  bigint not null check (price_fen between 1 and 999999900),
  primary key (sku_id, valid_from),
  unique (sku_id, valid_from, price_fen)
);
-- The price on the SKU's row is always one of its history.
alter table catalog.sku add constraint sku_price_is_history
  foreign key (id, price_from, price_fen) references catalog.price (sku_id, valid_from, price_fen)
  deferrable initially deferred;

create function catalog.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'catalog: % only grows', tg_table_name;
end $$;
create trigger price_only_grows before update or delete or truncate on catalog.price
  for each statement execute function catalog.refuse_change();

create table catalog.media ( -- pictures, in the order of their place
  product_id uuid not null references catalog.product (id),
  place      smallint not null check (place >= 0),
  url        text not null,
  alt_zh     text not null,
  alt_en     text not null,
  primary key (product_id, place)
);

-- A word, and the word without each one of its letters.
create function catalog.variants_of(word text) returns text[] language sql immutable strict as $$
  select word || array_agg(distinct substr(word, 1, n - 1) || substr(word, n + 1))
  from generate_series(1, char_length(word)) as letter (n)
$$;

-- Every word that a product was ever found by, to find the one that was meant. It only grows.
create table catalog.word (
  word     text collate "C" primary key check (word <> ''),
  variants text[] not null generated always as (catalog.variants_of(word)) stored
);
create index word_by_variant on catalog.word using gin (variants) with (fastupdate = off);
create index word_by_trigram on catalog.word using gin (word gin_trgm_ops)
  with (fastupdate = off);

-- Words that may have been meant, closest first. Two words that share a variant differ by one letter,
-- or by two that were swapped, or little more; their closeness is above 1. Trigrams find the others.
create function catalog.words_like(wanted text, at_most integer)
returns table (word text, closeness real)
language sql stable set pg_trgm.similarity_threshold = 0.2 as $$
  select word, max(closeness)::real from (
    select word, 1 + similarity(word, wanted) as closeness from catalog.word
    where variants && catalog.variants_of(wanted)
    union all
    select word, similarity(word, wanted) from catalog.word where word % wanted
  ) as near
  group by word order by 2 desc, 1 limit at_most
$$;
