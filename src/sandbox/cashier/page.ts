/** The cashier's page. It works without script; the script counts down and damps double presses. */
import { Html, html } from './html.ts'
import type { CashierView } from './press.ts'
import { type Language, words } from './words.ts'

export type Attempt = 'refused' | 'insufficient' | 'expired' | 'left' | undefined

export type PageInput = {
  token: string
  view: CashierView | null
  language: Language
  attempt: Attempt
  now: Date
}

export const lateMinutes = [1, 5, 30]
export const noticeDelaySeconds = [10, 60, 300]

export function cashierPage(input: PageInput): string {
  const { token, language, view } = input
  const say = words[language]
  const other = language === 'en' ? 'zh-CN' : 'en'
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${say.title}</title>
        <link rel="stylesheet" href="/cashier/assets/cashier.css" />
        <script src="/cashier/assets/cashier.js" defer></script>
      </head>
      <body>
        <p class="banner" role="note">${say.banner}</p>
        <main>
          <header>
            <h1>${say.title}</h1>
            <a href="/cashier/${token}?lang=${other}" lang="${other}">${say.otherLanguage}</a>
          </header>
          ${view ? content(input, view) : state(say.unknown, say.unknownHint, 'closed')}
        </main>
      </body>
    </html>`.text
}

function content(input: PageInput, view: CashierView): Html {
  const say = words[input.language]
  const back = html`<a class="button primary" href="${view.returnUrl}">${say.backToShop}</a>`
  const bill = html`<section class="bill">
    <p class="label">${say.toPay}</p>
    <p class="amount">${yuan(view.amountFen, input.language)}</p>
    <p class="subject">${view.subject}</p>
  </section>`
  if (view.state === 'paid' && input.attempt === 'left')
    return html`${bill}${state(say.left, say.leftHint, 'paid')}`
  if (view.state === 'paid') return html`${bill}${state(say.paid, say.paidHint, 'paid')}${back}`
  if (view.state === 'closed')
    return html`${bill}${state(say.closed, say.closedHint, 'closed')}${back}`
  if (view.paysAt) {
    const hint = html`${say.onItsWayHint} ${time(view.paysAt, input.language)}`
    return html`${bill}${state(say.onItsWay, hint, 'waiting')}${back}`
  }
  return html`${bill}${countdown(input, view)}${warning(input)}${mainButtons(input)}${foldedButtons(
    input,
  )}`
}

const state = (title: string, hint: string | Html, kind: 'paid' | 'closed' | 'waiting') =>
  html`<section class="state ${kind}" role="status">
    <h2>${title}</h2>
    <p>${hint}</p>
  </section>`

function countdown({ language, now }: PageInput, view: CashierView): Html {
  const say = words[language]
  const leftSeconds = Math.max(0, Math.ceil((view.payBy.getTime() - now.getTime()) / 1000))
  const clock = `${Math.floor(leftSeconds / 60)}:${String(leftSeconds % 60).padStart(2, '0')}`
  return html`<dl class="times">
    <div>
      <dt>${say.timeLeft}</dt>
      <dd id="left" data-seconds="${leftSeconds}">${clock}</dd>
    </div>
    <div>
      <dt>${say.payUntil}</dt>
      <dd>${time(view.payBy, language)}</dd>
    </div>
  </dl>`
}

function warning({ attempt, language }: PageInput): Html | null {
  if (!attempt || attempt === 'left') return null
  return html`<p class="warning" role="alert">${words[language][attempt]}</p>`
}

function mainButtons(input: PageInput): Html {
  const say = words[input.language]
  return html`${press(input, 'pay', say.pay, { look: 'primary' })}
  ${press(input, 'close', say.close, { look: 'quiet', hint: say.closeHint })}`
}

function foldedButtons(input: PageInput): Html {
  const say = words[input.language]
  const late = lateMinutes.map((count) => [count, say.minutes(count)] as const)
  const delayed = noticeDelaySeconds.map(
    (count) => [count, count < 60 ? say.seconds(count) : say.minutes(count / 60)] as const,
  )
  return html`<details>
    <summary>${say.advanced}</summary>
    <p class="hint">${say.advancedHint}</p>
    ${press(input, 'fail', say.fail, { hint: say.failHint })}
    ${press(input, 'pay_and_leave', say.payStay, { hint: say.payStayHint })}
    ${press(input, 'pay_late', say.payLate, {
      hint: say.payLateHint,
      choose: ['lateMinutes', say.payLateBy, late],
    })}
    ${press(input, 'pay_notify_twice', say.payTwice, { hint: say.payTwiceHint })}
    ${press(input, 'pay_notify_out_of_order', say.payDisorder, { hint: say.payDisorderHint })}
    ${press(input, 'pay_notify_late', say.payDelayed, {
      hint: say.payDelayedHint,
      choose: ['noticeDelaySeconds', say.payDelayedBy, delayed],
    })}
  </details>`
}

type Look = {
  look?: 'primary' | 'quiet'
  hint?: string
  /** Name, label and values of something to choose first. */
  choose?: [string, string, (readonly [number, string])[]]
}

/** A form of one button. Its address holds the token, which no other site knows. */
function press({ token, language }: PageInput, act: string, label: string, look: Look): Html {
  const [name, question, values = []] = look.choose ?? []
  return html`<form method="post" action="/cashier/${token}?lang=${language}">
    <input type="hidden" name="act" value="${act}" />
    ${
      name &&
      html`<label
        >${question}
        <select name="${name}">
          ${values.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
        </select></label
      >`
    }
    <button class="button ${look.look}" type="submit">${label}</button>
    ${look.hint && html`<p class="hint">${look.hint}</p>`}
  </form>`
}

/** Exact for every safe integer: the decimal is written, not computed. */
function yuan(fen: number, language: Language): string {
  const text = String(fen).padStart(3, '0')
  const decimal = `${text.slice(0, -2)}.${text.slice(-2)}` as `${number}`
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'CNY' }).format(decimal)
}

function time(at: Date, language: Language): Html {
  const text = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  }).format(at)
  return html`<time datetime="${at.toISOString()}">${text}</time>`
}
