import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { clock, count } from '#web/kit/format.ts'
import { Icon } from '#web/kit/icon.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { useNow } from '#web/kit/now.ts'
import { Section } from '#web/kit/page.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import styles from './flash-strip.module.css'
import { Ground } from './ground.tsx'
import { useTitles } from './titles.ts'
import { browseWords } from './words/browse.ts'

export type FlashSale = AnswerOf<typeof api.getFlashSales>['items'][number]

/** Sales that run or come soon, with what is truly left, read again every ten seconds. */
export function FlashStrip() {
  const words = useWords(browseWords)
  const { items } = useFreshApi(api.getFlashSales, {}, 10_000)
  if (items.length === 0) return null
  return (
    <Section title={words.home.flash}>
      <ul className={styles['strip']}>
        {items.map((sale) => (
          <li key={sale.id}>
            <FlashCard sale={sale} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function FlashCard({ sale }: { sale: FlashSale }) {
  const { titleOf } = useTitles()
  const { productId } = sale
  return (
    <Link to="/products/$productId" params={{ productId }} className={styles['card']}>
      <Ground
        title={titleOf(sale)}
        of={productId}
        picture={sale.picture && { url: sale.picture.url, alt: '' }}
        size="small"
      />
      <span className={styles['text']}>
        <span className={styles['title']}>{titleOf(sale)}</span>
        <span className={styles['prices']}>
          <Money fen={sale.priceFen} large tone="accent" />
          {sale.comparedPriceFen !== null && (
            <Money fen={sale.comparedPriceFen} struck tone="soft" />
          )}
        </span>
        <FlashState sale={sale} />
      </span>
    </Link>
  )
}

/** How many are left and for how long. Both are the server's. */
export function FlashState({ sale }: { sale: FlashSale }) {
  const words = useWords(browseWords)
  const language = useLanguage()
  const now = useNow()
  const [startsAt, endsAt] = [Date.parse(sale.startsAt), Date.parse(sale.endsAt)]
  const hasBegun = now >= startsAt
  const left =
    sale.left === 0
      ? words.flash.gone
      : words.flash.left(count(sale.left, language), count(sale.quantity, language))
  return (
    <span className={styles['state']}>
      <meter
        className={styles['meter']}
        min={0}
        max={sale.quantity}
        value={sale.left}
        aria-label={left}
      />
      <span>{left}</span>
      <span className={styles['clock']}>
        <Icon name="clock" size="s" />
        {hasBegun ? words.flash.ends : words.flash.starts}{' '}
        <time>{clock((hasBegun ? endsAt : startsAt) - now)}</time>
      </span>
    </span>
  )
}
