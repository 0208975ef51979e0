/** Inviting friends: my link and code, how it counts, and what came of it. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count, day, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { inviteWords } from '../words/invite.ts'
import styles from './invite.module.css'

type Answer = AnswerOf<typeof api.getMyInvites>

export function InvitePage() {
  const words = useWords(inviteWords)
  const { terms, link, mine } = useApi(api.getMyInvites)
  if (!terms)
    return (
      <Page title={words.title}>
        <Empty icon="person" title={words.notOpen}>
          <Link to="/me">{words.back}</Link>
        </Empty>
      </Page>
    )
  return (
    <Page title={words.title}>
      {link ? <MyLink url={link.url} /> : <Start />}
      <How terms={terms} />
      <Mine mine={mine} />
    </Page>
  )
}

function Start() {
  const words = useWords(inviteWords)
  const start = useAction(api.postInviteLink, { refreshes: [api.getMyInvites] })
  return (
    <div className="card stack">
      <p>{words.startNote}</p>
      <ErrorNote error={start.error} />
      <Button kind="primary" wide isBusy={start.isRunning} onPress={() => start.run()}>
        {words.start}
      </Button>
    </div>
  )
}

function MyLink({ url }: { url: string }) {
  const words = useWords(inviteWords)
  const copy = () =>
    void navigator.clipboard.writeText(url).then(() => toast({ text: words.copied }))
  // Whoever closes the sheet shares nothing, which is no failure.
  const share = () => void navigator.share({ text: words.shareText, url }).catch(() => undefined)
  const maySend = 'share' in navigator
  return (
    <div className="card stack">
      <img
        className={styles['code']}
        src="/api/me/invites/qr.svg"
        alt={words.code}
        width="200"
        height="200"
      />
      <p className="soft small">{words.codeNote}</p>
      <p className={styles['link']}>
        <code>{url.replace(/^https?:\/\//, '')}</code>
      </p>
      <div className={styles['acts']}>
        <Button kind={maySend ? 'plain' : 'primary'} onPress={copy}>
          {words.copy}
        </Button>
        {maySend && (
          <Button kind="primary" icon="share" onPress={share}>
            {words.share}
          </Button>
        )}
      </div>
    </div>
  )
}

function How({ terms }: { terms: NonNullable<Answer['terms']> }) {
  const { how, steps, limits } = useWords(inviteWords)
  const language = useLanguage()
  const figure = (number: number) => count(number, language)
  return (
    <Section title={how}>
      <div className="card stack">
        <ol className={styles['steps']}>
          <li>{steps.come}</li>
          <li>{steps.buy(money(terms.realisedMinFen, language))}</li>
          <li>{steps.wait(figure(terms.returnDays + terms.coolingDays))}</li>
          <li>
            <strong>{steps.points(figure(terms.rewardPoints))}</strong>
          </li>
        </ol>
        <ul className={styles['limits']}>
          <li>{limits.month(figure(terms.monthMax))}</li>
          <li>{limits.one}</li>
          <li>{limits.level}</li>
          <li>{limits.self}</li>
          <li>{limits.back}</li>
        </ul>
      </div>
    </Section>
  )
}

function Mine({ mine }: { mine: Answer['mine'] }) {
  const words = useWords(inviteWords)
  const language = useLanguage()
  const figures = ['joined', 'bought', 'waiting', 'points'] as const
  return (
    <Section title={words.mine}>
      <div className="card stack">
        {mine.joined === 0 ? (
          <p className="soft">{words.none}</p>
        ) : (
          <dl className={styles['figures']}>
            {figures.map((key) => (
              <div key={key}>
                <dt>{words[key]}</dt>
                <dd>{count(mine[key], language)}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="soft small">{words.private}</p>
      </div>
      {mine.rewards.length > 0 && (
        <List label={words.rewards}>
          {mine.rewards.map((reward) => (
            <Row key={reward.decidedAt}>
              <span className="row-apart">
                <span>
                  {reward.isTakenBack ? words.takenBack : words.got(count(reward.points, language))}
                </span>
                <span className="soft small">{day(reward.decidedAt, language)}</span>
              </span>
            </Row>
          ))}
        </List>
      )}
      <Link to="/me" className={buttonClass({ kind: 'quiet' })}>
        {words.back}
      </Link>
    </Section>
  )
}
