import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { getChosenProducts } from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'
import styles from './strip.module.css'

type Card = AnswerOf<typeof getChosenProducts>['items'][number]

/**
 * Products in one row that is swiped. Until they are there (`products` undefined) it keeps their room,
 * so that nothing below moves when they come.
 */
export function Strip(props: {
  title: string
  note?: ReactNode
  actions?: ReactNode
  products: readonly Card[] | undefined
}) {
  const { title, note, actions, products } = props
  return (
    <Section title={title} actions={actions}>
      {note && <p className="soft small">{note}</p>}
      <ul className={styles['strip']} aria-label={title} aria-busy={!products}>
        {products ? products.map((one) => <Small key={one.id} product={one} />) : <Room />}
      </ul>
    </Section>
  )
}

function Small({ product }: { product: Card }) {
  const words = useWords(browseWords)
  const { titleOf } = useTitles()
  const { id, picture, priceFromFen, available } = product
  return (
    <li>
      <Link to="/products/$productId" params={{ productId: id }} className={styles['small']}>
        <Ground
          title={titleOf(product)}
          of={id}
          picture={picture && { url: picture.url, alt: '' }}
          size="strip"
        />
        <span className={styles['title']} dir="auto">
          {titleOf(product)}
        </span>
        <span className={styles['price']}>
          {available > 0 ? (
            <Money fen={priceFromFen} tone="accent" />
          ) : (
            <span className="soft">{words.products.soldOut}</span>
          )}
        </span>
      </Link>
    </li>
  )
}

/** As high as a product, and empty. */
const Room = () => (
  <li className={styles['small']} aria-hidden="true">
    <span className={styles['room']} />
    <span className={styles['title']}>{'\u00a0'}</span>
    <span className={styles['price']}>{'\u00a0'}</span>
  </li>
)
