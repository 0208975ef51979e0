/** What waits for a member, and the ways to it. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { CountMark } from '#web/kit/count-mark.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Icon } from '#web/kit/icon.tsx'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import { UnreadMark } from '../inbox/unread.tsx'
import { attentionWords } from '../words/attention.ts'
import { boardWords } from '../words/boards.ts'
import { inviteWords } from '../words/invite.ts'
import { meWords } from '../words/me.ts'
import { myDataWords } from '../words/my-data.ts'
import { orderWords } from '../words/order.ts'
import styles from './overview.module.css'

const ways = [
  { status: 'placed', icon: 'clock', of: 'placed' },
  { status: 'paid', icon: 'parcel', of: 'paid' },
  { status: 'shipped', icon: 'truck', of: 'shipped' },
  { status: 'after_sale', icon: 'chat', of: 'afterSale' },
] as const

/** Orders by what they wait for. */
export function MyOrders() {
  const words = useWords(meWords)
  const { orders, status: states } = useWords(orderWords)
  const { data: counts } = useApiState(api.getMyOrderCounts, {}, { quiet: true })
  return (
    <Section title={words.me.orders} actions={<Link to="/orders">{words.me.allOrders}</Link>}>
      <ul className={styles['ways']}>
        {ways.map(({ status, icon, of }) => (
          <li key={status}>
            <Link to="/orders" search={{ status }}>
              <span className={styles['sign']}>
                <Icon name={icon} />
                {counts && counts[of] > 0 && (
                  <span className={styles['waiting']}>
                    <CountMark of={counts[of]} />
                  </span>
                )}
              </span>
              {status === 'after_sale' ? orders.afterSale : states[status]}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function MyThings() {
  const { me } = useWords(meWords)
  const invite = useWords(inviteWords)
  const messages = useWords(attentionWords)
  const boards = useWords(boardWords)
  const myData = useWords(myDataWords)
  const things = [
    { to: '/inbox', icon: 'chat', title: me.inbox },
    { to: '/me/addresses', icon: 'pin', title: me.addresses },
    { to: '/invite', icon: 'share', title: invite.title },
    { to: '/me/messages', icon: 'shield', title: messages.title },
    { to: '/me/boards', icon: 'home', title: boards.title },
    { to: '/me/data', icon: 'person', title: myData.title },
  ] as const
  return (
    <List>
      {things.map(({ to, icon, title }) => (
        <Row key={to}>
          <Link to={to} className={styles['way']}>
            <Icon name={icon} />
            <span>{title}</span>
            {to === '/inbox' && <UnreadMark />}
            <Icon name="next" size="s" />
          </Link>
        </Row>
      ))}
    </List>
  )
}
