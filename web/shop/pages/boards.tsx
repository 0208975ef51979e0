/** What else the shop offers: joined and left in one step, or what is missing before one can. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count, day, money } from '#web/kit/format.ts'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { boardWords } from '../words/boards.ts'

type Board = AnswerOf<typeof api.getBoards>['items'][number]

export function BoardsPage() {
  const words = useWords(boardWords)
  const { items } = useApi(api.getBoards)
  return (
    <Page title={words.title}>
      {items.length === 0 ? (
        <Empty icon="home" title={words.none}>
          <p className="soft">{words.noneAbout}</p>
        </Empty>
      ) : (
        <>
          <p className="soft">{words.intro}</p>
          <List label={words.title}>
            {items.map((board) => (
              <Row key={board.code}>
                <OneBoard board={board} />
              </Row>
            ))}
          </List>
        </>
      )}
    </Page>
  )
}

function OneBoard({ board }: { board: Board }) {
  const words = useWords(boardWords)
  const language = useLanguage()
  const { code, nameZh, nameEn, offerZh, offerEn, link, joinedAt, missing } = board
  const done = (text: string) => ({ refreshes: [api.getBoards], onDone: () => toast({ text }) })
  const join = useAction(api.postBoardMembership, done(words.joined))
  const leave = useAction(api.deleteBoardMembership, done(words.left))
  return (
    <div className="stack-tight">
      <div className="row-apart">
        <h2>{inLanguage(language, nameZh, nameEn)}</h2>
        {joinedAt ? (
          <Button small isBusy={leave.isRunning} onPress={() => leave.run({ code })}>
            {words.leave}
          </Button>
        ) : (
          missing.length === 0 && (
            <Button kind="primary" small isBusy={join.isRunning} onPress={() => join.run({ code })}>
              {words.join}
            </Button>
          )
        )}
      </div>
      <p className="soft">{inLanguage(language, offerZh, offerEn)}</p>
      {joinedAt && (
        <p className="row small">
          <span className="soft">{words.since(day(joinedAt, language))}</span>
          {link && <a href={link}>{words.enter}</a>}
        </p>
      )}
      {missing.length > 0 && <Missing missing={missing} />}
      <ErrorNote error={join.error ?? leave.error} />
    </div>
  )
}

function Missing({ missing }: { missing: Board['missing'] }) {
  const words = useWords(boardWords)
  const language = useLanguage()
  const said = (one: Board['missing'][number]): string => {
    switch (one.is) {
      case 'orders':
        return words.needs.orders(count(one.least, language))
      case 'spent':
        return words.needs.spent(money(one.leastFen, language))
      case 'invited':
        return words.needs.invited(count(one.least, language))
      case 'agreed':
        return words.needs[one.purpose]
      default:
        return words.needs[one.is]
    }
  }
  const asksConsent = missing.some((one) => one.is === 'agreed')
  return (
    <p className="small">
      {words.missing} {missing.map(said).join(language === 'zh' ? '，' : ', ')}{' '}
      {asksConsent && <Link to="/me/messages">{words.toConsent}</Link>}
    </p>
  )
}
