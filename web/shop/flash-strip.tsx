import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { clock, count, monthDay, time } from '#web/kit/format.ts'
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

const dayMs = 86_400_000

export type FlashSale = AnswerOf<typeof api.getFlashSales>['items'][number]

/** The sales that run, else the one that comes next. What is left is read again every ten seconds. */
export function FlashStrip() {
  const words = useWords(browseWords)
  const { items } = useFreshApi(api.getFlashSales, {}, 10_000)
  const shown = shownOf(items, useNow())
  const [first] = shown
  if (!first) return null
  const isSoon = first.status === 'scheduled'
  return (
    <Section title={isSoon ? words.flash.next : words.home.flash}>
      <ul className={styles['strip']} data-only={shown.length === 1 || undefined}>
        {shown.map((sale, at) => (
          <li key={sale.id}>
            <FlashCard sale={sale} isFirst={at === 0} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** One that began since it was read runs, whatever was read. */
function shownOf(sales: readonly FlashSale[], now: number): FlashSale[] {
  const open = sales.filter((sale) => Date.parse(sale.endsAt) > now)
  const running = open.filter((sale) => Date.parse(sale.startsAt) <= now)
  return running.length > 0 ? running : open.slice(0, 1)
}

function FlashCard({ sale, isFirst }: { sale: FlashSale; isFirst: boolean }) {
  const { titleOf } = useTitles()
  const { productId } = sale
  return (
    <Link to="/products/$productId" params={{ productId }} className={styles['card']}>
      <Ground
        title={titleOf(sale)}
        of={productId}
        picture={sale.picture && { url: sale.picture.url, alt: '' }}
        size="strip"
        isFirst={isFirst}
      />
      <span className={styles['text']}>
        <span className={`clamp ${styles['title']}`} dir="auto">
          {titleOf(sale)}
        </span>
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
  const dueAt = hasBegun ? endsAt : startsAt
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
        {now >= endsAt ? (
          words.flash.over
        ) : dueAt - now > dayMs ? (
          <time dateTime={new Date(dueAt).toISOString()}>
            {(hasBegun ? words.flash.until : words.flash.from)(
              `${monthDay(new Date(dueAt), language)} ${time(new Date(dueAt), language)}`,
            )}
          </time>
        ) : (
          <>
            {hasBegun ? words.flash.ends : words.flash.starts} <time>{clock(dueAt - now)}</time>
          </>
        )}
      </span>
    </span>
  )
}
