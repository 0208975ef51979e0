import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { ProductGrid } from '../product-card.tsx'
import { browseWords } from '../words/browse.ts'

/** What is new, page after page; a shop that has nothing yet says so kindly. */
export function NewProducts({ isFirst = false }: { isFirst?: boolean }) {
  const words = useWords(browseWords)
  const { items, ...pager } = usePages(api.getProducts, {})
  if (items.length === 0)
    return (
      <Empty icon="parcel" title={words.home.coming}>
        <p>{words.home.comingHint}</p>
      </Empty>
    )
  return (
    <Section title={words.home.new} actions={<Link to="/products">{words.products.seeAll}</Link>}>
      <ProductGrid products={items} isFirst={isFirst} />
      <Pager {...pager} />
    </Section>
  )
}
