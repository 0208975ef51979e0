import { Link } from '@tanstack/react-router'
import type { getProducts } from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Ground } from './ground.tsx'
import styles from './product-card.module.css'
import { useTitles } from './titles.ts'
import { browseWords } from './words/browse.ts'

type Card = AnswerOf<typeof getProducts>['items'][number]

/** `isFirst`: the main thing of its page, whose first row of pictures is asked for at once. */
export function ProductGrid(props: { products: readonly Card[]; isFirst?: boolean }) {
  const { products, isFirst = false } = props
  return (
    <ul className={styles['grid']}>
      {products.map((product, at) => (
        <li key={product.id}>
          <ProductCard product={product} isFirst={isFirst && at < 2} />
        </li>
      ))}
    </ul>
  )
}

function ProductCard({ product, isFirst }: { product: Card; isFirst: boolean }) {
  const words = useWords(browseWords)
  const { titleOf, nameOf } = useTitles()
  const { picture, priceFromFen, priceToFen } = product
  return (
    <Link to="/products/$productId" params={{ productId: product.id }} className={styles['card']}>
      <Ground
        title={titleOf(product)}
        of={product.id}
        picture={picture && { url: picture.url, alt: '' }}
        isFirst={isFirst}
      />
      <span className={styles['text']}>
        <span className={`clamp ${styles['title']}`} dir="auto">
          {titleOf(product)}
        </span>
        <span className={styles['brand']} dir="auto">
          {nameOf(product.brand)}
        </span>
        <span className={styles['price']}>
          <Money fen={priceFromFen} large tone="accent" />
          {priceToFen > priceFromFen && <span className="soft small">{words.products.from}</span>}
          {product.available === 0 && (
            <span className={styles['sold-out']}>{words.products.soldOut}</span>
          )}
        </span>
      </span>
    </Link>
  )
}
