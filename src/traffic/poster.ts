/** QR codes and posters as SVG: they are printed at any size and load nothing. Pure. */
// oxlint-disable-next-line typescript/triple-slash-reference -- the pages read our types without our list of files
/// <reference path="./qrcode.d.ts" />
import { create } from 'qrcode'

/** A code with the quiet border of four modules that readers need; H reads with a third covered. */
export function qrSvg(text: string): string {
  const { path, size } = modulesOf(text)
  const whole = size + 8
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" width="512" height="512"`,
    ` shape-rendering="crispEdges" role="img" aria-label="${escaped(text)}">`,
    `<rect width="${whole}" height="${whole}" fill="#fff"/>`,
    `<path transform="translate(4 4)" d="${path}" fill="#000"/></svg>\n`,
  ].join('')
}

function modulesOf(text: string) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const dark = [...modules.data.entries()].filter(([, isDark]) => isDark)
  return {
    size,
    path: dark.map(([at]) => `M${at % size} ${Math.floor(at / size)}h1v1h-1z`).join(''),
  }
}

export const papers = { a4: { width: 210, height: 297 }, a5: { width: 148, height: 210 } } as const
export type Paper = keyof typeof papers

export type Poster = {
  paper: Paper
  shopName: string
  title: string
  /** What to do with it: "Scan to come in". */
  hint: string
  /** What the code says, which is also printed for whoever cannot scan. */
  address: string
}

const fonts =
  "-apple-system, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

/** A page of paper in millimetres, the code in its middle. */
export function posterSvg({ paper, shopName, title, hint, address }: Poster): string {
  const { width, height } = papers[paper]
  const unit = width / 148 // drawn for A5
  const middle = width / 2
  const code = 84 * unit
  const lines = wrapped(title, 22).slice(0, 3)
  const { path, size } = modulesOf(address)
  const scale = code / size
  const codeTop = (62 + lines.length * 12) * unit
  const text = (y: number, mm: number, weight: number, colour: string, words: string) =>
    `<text x="${middle}" y="${round(y)}" font-size="${round(mm * unit)}" font-weight="${weight}"` +
    ` fill="${colour}" text-anchor="middle">${escaped(words)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"`,
    ` width="${width}mm" height="${height}mm" font-family="${fonts}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<rect x="0" y="0" width="${width}" height="${round(5 * unit)}" fill="#1d1b18"/>`,
    text(28 * unit, 7, 500, '#6b655c', cut(shopName, 34)),
    ...lines.map((line, index) => text((48 + index * 12) * unit, 10.5, 700, '#1d1b18', line)),
    `<path transform="translate(${round(middle - code / 2)} ${round(codeTop)}) scale(${scale})"`,
    ` shape-rendering="crispEdges" d="${path}" fill="#000"/>`,
    text(codeTop + code + 16 * unit, 6, 600, '#1d1b18', hint),
    text(codeTop + code + 26 * unit, 4, 400, '#6b655c', address.replace(/^https?:\/\//, '')),
    '</svg>\n',
  ].join('')
}

const round = (mm: number) => Math.round(mm * 100) / 100

/** Han take the room of two Latin letters. */
const widthOf = (letter: string) => (/[\u2e80-\uffef]/.test(letter) ? 2 : 1)

/** Lines of at most so many Latin letters' width; words stay whole where they can. */
export function wrapped(text: string, widthMax: number): string[] {
  const lines: string[] = []
  let [line, width] = ['', 0]
  const parts = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+/g) ?? []
  for (const part of parts.flatMap((one) => split(one, widthMax))) {
    const room = Array.from(part).reduce((sum, letter) => sum + widthOf(letter), 0)
    if (width > 0 && width + room > widthMax) {
      lines.push(line.trim())
      ;[line, width] = ['', 0]
    }
    line += part
    width += room
  }
  return [...lines, line.trim()].filter((one) => one !== '')
}

/** A word longer than a line is broken. */
const split = (word: string, widthMax: number): string[] =>
  word.length <= widthMax ? [word] : (word.match(new RegExp(`.{1,${widthMax}}`, 'gu')) ?? [])

const cut = (text: string, lengthMax: number) => {
  const letters = Array.from(text)
  return letters.length > lengthMax ? `${letters.slice(0, lengthMax - 1).join('')}…` : text
}

const marks: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (mark) => marks[mark]!)
