/** What the palette offers: pages and acts by their words, orders and products by the server. */
import { useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { setLanguage, useWords } from '#web/kit/i18n.ts'
import { setTheme } from '#web/kit/theme.ts'
import { useApi, useApiState } from '#web/kit/use-api.ts'
import { useAccess } from './access.ts'
import type { Permission } from './access.ts'
import { useFormats } from './formats.tsx'
import { shortId } from './id.tsx'
import { openSheet } from './keys-sheet.ts'
import { readRecent } from './palette-recent.ts'
import type { Recent } from './palette-recent.ts'
import { allWays } from './ways.ts'
import { frameWords } from './words/frame.ts'
import { stateWords } from './words/states.ts'

type Group = keyof (typeof frameWords)['zh']['find']['groups']
export type Choice = {
  id: string
  group: Group
  label: string
  note?: string | undefined
  run: () => unknown
  /** As it is kept among what was used lately; null: not kept. */
  recent: Recent | null
}
/** A choice that is always there, with the words that find it in either language. */
type Fixed = Choice & { words: string }

const foundMax = 6

export function useChoices(asked: string): { choices: Choice[]; isLooking: boolean } {
  const fixed = useFixed()
  const found = useFound(asked)
  const byId = useById(asked)
  const recent = useRecent(fixed)
  if (asked === '') return { choices: [...recent, ...fixed], isLooking: false }
  const wanted = asked.toLowerCase().split(/\s+/)
  const fitting = fixed.filter(({ words }) => wanted.every((word) => words.includes(word)))
  // What the server finds comes below what is here already: nothing moves away under the eye.
  return { choices: [...fitting, ...found.choices, ...byId], isLooking: found.isLooking }
}

function useFixed(): Fixed[] {
  const { pages, find } = useWords(frameWords)
  const { may } = useAccess()
  const navigate = useNavigate()
  const both = (of: (words: (typeof frameWords)['zh']) => string, more = '') =>
    `${of(frameWords.zh)} ${of(frameWords.en)} ${more}`.toLowerCase()
  const goTo = allWays
    .filter(({ needs }) => may(needs))
    .map(({ to, page }): Fixed => {
      const id = `page:${page}`
      return {
        id,
        group: 'pages',
        label: pages[page],
        words: both((words) => words.pages[page], to),
        run: () => navigate({ to }),
        recent: { kind: 'static', id },
      }
    })
  const act = (name: keyof typeof find.acts, run: () => unknown, needs?: Permission): Fixed[] => {
    const id = `act:${name}`
    if (needs && !may(needs)) return []
    return [
      {
        id,
        group: 'acts',
        label: find.acts[name],
        words: both((words) => words.find.acts[name]),
        run,
        recent: { kind: 'static', id },
      },
    ]
  }
  return [
    ...goTo,
    ...act('ship', () => navigate({ to: '/orders', search: { status: 'paid' } }), 'orders.ship'),
    ...act('newProduct', () => navigate({ to: '/products/new' }), 'catalog.edit'),
    ...act('importProducts', () => navigate({ to: '/products/import' }), 'catalog.edit'),
    ...act('account', () => navigate({ to: '/account' })),
    ...act('chinese', () => setLanguage('zh')),
    ...act('english', () => setLanguage('en')),
    ...act('light', () => setTheme('light')),
    ...act('dark', () => setTheme('dark')),
    ...act('system', () => setTheme('system')),
    ...act('keys', () => openSheet('keys')),
  ]
}

/** Orders by (part of) their number or of a parcel's; products by title or code. */
function useFound(asked: string): { choices: Choice[]; isLooking: boolean } {
  const { may } = useAccess()
  const states = useWords(stateWords)
  const { titleOf, money, nameOf } = useFormats()
  const order = useOrderChoice()
  const product = useProductChoice()
  const mayBeNumber = /^[\da-z….-]{4,100}$/i.test(asked) && /\d/.test(asked)
  const orders = useApiState(
    api.getConsoleOrders,
    { q: asked },
    { enabled: mayBeNumber && may('orders.read'), quiet: true },
  )
  const products = useApiState(
    api.getConsoleProducts,
    { q: asked },
    { enabled: /[\p{L}\p{N}]/u.test(asked) && may('catalog.read'), quiet: true },
  )
  const ordersFound = mayBeNumber ? (orders.data?.items ?? []) : []
  const productsFound = asked === '' ? [] : (products.data?.items ?? [])
  const noteOf = ({
    status,
    totalFen,
    firstTitleZh,
    firstTitleEn,
  }: (typeof ordersFound)[number]) => {
    const title = titleOf({ titleZh: firstTitleZh, titleEn: firstTitleEn })
    return [states.order[status], money(totalFen), title].join(' · ')
  }
  return {
    choices: [
      ...ordersFound.slice(0, foundMax).map((one) => order(one.id, noteOf(one))),
      ...productsFound.slice(0, foundMax).map((one) => product(one, nameOf(one.brand))),
    ],
    isLooking: orders.isLoading || products.isLoading,
  }
}

/** A whole id leads to what it may be the id of. */
function useById(asked: string): Choice[] {
  const { find } = useWords(frameWords)
  const { may } = useAccess()
  const navigate = useNavigate()
  const offer = (label: string, run: () => unknown): Choice => {
    return { id: `id:${label}`, group: 'ids', label, run, recent: null }
  }
  const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(asked)
  const short = shortId(asked)
  const choices: Choice[] = []
  if (isUuid && may('orders.read'))
    choices.push(
      offer(find.ordersOf(short), () => navigate({ to: '/orders', search: { memberId: asked } })),
    )
  if (!may('ledger.read') || /\s/.test(asked)) return choices
  const chains = (search: { reference: string } | { chainId: string }) => () =>
    navigate({ to: '/ledger/chains', search })
  if (isUuid) choices.push(offer(find.about(short), chains({ reference: asked })))
  if (asked.includes('/'))
    choices.push(
      offer(find.account(asked), () => navigate({ to: '/ledger/account', search: { id: asked } })),
    )
  else if (asked.includes(':')) choices.push(offer(find.chain(asked), chains({ chainId: asked })))
  return choices
}

function useRecent(fixed: Fixed[]): Choice[] {
  const { login } = useApi(api.getConsoleMe)
  const { may } = useAccess()
  const order = useOrderChoice()
  const product = useProductChoice()
  return readRecent(login).flatMap((one): Choice[] => {
    if (one.kind === 'static') return fixed.filter(({ id }) => id === one.id).map(asRecent)
    if (one.kind === 'order') return may('orders.read') ? [asRecent(order(one.id))] : []
    return may('catalog.read') ? [asRecent(product(one))] : []
  })
}

const asRecent = (choice: Choice): Choice => {
  return { ...choice, id: `recent:${choice.id}`, group: 'recent' }
}

function useOrderChoice() {
  const { find } = useWords(frameWords)
  const navigate = useNavigate()
  return (orderId: string, note?: string): Choice => ({
    id: `order:${orderId}`,
    group: 'orders',
    label: find.order(shortId(orderId)),
    note,
    run: () => navigate({ to: '/orders/$orderId', params: { orderId } }),
    recent: { kind: 'order', id: orderId },
  })
}

function useProductChoice() {
  const { titleOf } = useFormats()
  const navigate = useNavigate()
  return (of: { id: string; titleZh: string; titleEn: string }, note?: string): Choice => {
    const { id: productId, titleZh, titleEn } = of
    return {
      id: `product:${productId}`,
      group: 'products',
      label: titleOf(of),
      note,
      run: () => navigate({ to: '/products/$productId', params: { productId } }),
      recent: { kind: 'product', id: productId, titleZh, titleEn },
    }
  }
}
