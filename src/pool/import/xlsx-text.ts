/** Text and elements as XML writes them, each read once whatever stands in it. */

const entityOf: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** What stands for no character becomes U+FFFD, by which its row is found. */
export const xmlText = (escaped: string): string =>
  escaped.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entityOf[String(name).toLowerCase()] ?? whole
    const code = hex ? parseInt(String(hex), 16) : Number(decimal)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\uFFFD'
    return code > 0 ? String.fromCodePoint(code) : ''
  })

export type Element = { head: string; inside: string }

/** Elements of that name one after the other; one that does not end is the last, and is none. */
export function* elementsIn(text: string, name: string): Generator<Element> {
  const open = new RegExp(`<${name}(?=[\\s/>])`, 'g')
  const close = `</${name}>`
  while (open.exec(text)) {
    const from = open.lastIndex
    const headEnd = text.indexOf('>', from)
    if (headEnd < 0) return
    if (text[headEnd - 1] === '/') {
      yield { head: text.slice(from, headEnd - 1), inside: '' }
      open.lastIndex = headEnd + 1
      continue
    }
    const end = text.indexOf(close, headEnd)
    if (end < 0) return
    yield { head: text.slice(from, headEnd), inside: text.slice(headEnd + 1, end) }
    open.lastIndex = end + close.length
  }
}

/** What is inside the first of them. */
export const insideOf = (text: string, name: string): string | undefined =>
  elementsIn(text, name).next().value?.inside

/** The text without elements of that name. */
export function without(text: string, name: string): string {
  const close = `</${name}>`
  let kept = ''
  for (let at = 0; ;) {
    const start = text.indexOf(`<${name}`, at)
    const end = start < 0 ? -1 : text.indexOf(close, start)
    if (end < 0) return kept + text.slice(at)
    kept += text.slice(at, start)
    at = end + close.length
  }
}
