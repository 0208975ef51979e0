/** Makes a shouted description readable; keeps its words, and with them its mistakes. */
const small = new Set([
  'A',
  'AN',
  'AND',
  'AT',
  'FOR',
  'FROM',
  'IN',
  'OF',
  'ON',
  'OR',
  'THE',
  'TO',
  'WITH',
])
const capitals = /^(LED|TV|USB|CD|WC|UK|US|VIP|ABC|PC|3D|I|I'M|[A-Z]|A\d|M\.O\.P|D\.O\.F\.?)$/

export function titleEn(description: string): string {
  const words = description
    .replace(/[*]/g, '')
    .replace(/\s*([,.])(?=\s|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[,.]$/, '')
    .split(' ')
  return words
    .map((word, i) => (i > 0 && small.has(word) ? word.toLowerCase() : spoken(word)))
    .join(' ')
}

/** Words within a word ("RED/WHITE", "T-LIGHT", "CHARLIE+LOLA") each begin with a capital. */
function spoken(word: string): string {
  return word
    .split(/([/+&,()"-])/)
    .map((part) => (part !== part.toUpperCase() || capitals.test(part) ? part : capitalised(part)))
    .join('')
}

function capitalised(word: string): string {
  if (/^\d/.test(word)) return word.toLowerCase()
  return word.charAt(0) + word.slice(1).toLowerCase()
}
