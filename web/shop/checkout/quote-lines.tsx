import { Badge } from '#web/kit/badge.tsx'
import type { postQuote } from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { errorText } from '#web/kit/error-words.ts'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import styles from './quote-lines.module.css'

type Quote = AnswerOf<typeof postQuote>

/** What is being bought at the prices of now. `before`: the price first shown, where it has changed. */
export function QuoteLines({ quote, before }: { quote: Quote; before: Map<string, number> }) {
  return (
    <List>
      {quote.lines.map((line) => (
        <Row key={line.skuId}>
          <QuoteLine line={line} beforeFen={before.get(line.skuId)} />
        </Row>
      ))}
    </List>
  )
}

function QuoteLine(props: { line: Quote['lines'][number]; beforeFen: number | undefined }) {
  const { line, beforeFen } = props
  const words = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  return (
    <div className={styles['line']}>
      <Ground
        title={titleOf(line)}
        of={line.productId}
        picture={line.picture && { url: line.picture.url, alt: '' }}
        size="small"
      />
      <div className={styles['text']}>
        <span className="clamp">{titleOf(line)}</span>
        <span className="row">
          <Money fen={line.unitPriceFen} tone="accent" />
          {beforeFen !== undefined && (
            <span className="soft small">
              {words.checkout.was} <Money fen={beforeFen} struck />
            </span>
          )}
          {line.flashSaleId && <Badge tone="accent">{words.checkout.flashPrice}</Badge>}
        </span>
        {line.problem && (
          <span className={styles['problem']}>{errorText(line.problem, language)}</span>
        )}
      </div>
      <span className="soft">× {count(line.quantity, language)}</span>
    </div>
  )
}
