/** What a browser says of itself: which kind of device, and the signs that no person holds it. Pure. */

export type Device = 'phone' | 'tablet' | 'desktop' | 'robot' | 'unknown'
export type Sign = 'robot_agent' | 'headless' | 'no_agent' | 'automated'

/** Programs that fetch a page to show what a link leads to, or to index it: nobody comes by them. */
const preview =
  /facebookexternalhit|twitterbot|slackbot|whatsapp\/|telegrambot|discordbot|linkedinbot|skypeuripreview|iframely|embedly|pinterestbot|redditbot|applebot|googlebot|bingbot|baiduspider|yandexbot|bytespider|sogou web spider|360spider|yisouspider|petalbot|semrushbot|ahrefsbot|dingtalkbot|feishu-?link|larkurlpreview/i

/** Tools that say what they are. */
const tool =
  /\b(curl|wget|python|requests|aiohttp|httpx|scrapy|java|okhttp|go-http-client|libwww|perl|ruby|axios|node-fetch|undici|postman|insomnia|apachebench|jmeter|k6|bot|crawler|spider)\b|\bbot[/;]/i

const headless = /headless|phantomjs|puppeteer|playwright|selenium|electron\/.*headless/i

export type Asked = {
  method: string
  agent: string
  /** The headers Sec-Purpose, Purpose or X-Moz: a browser that only prepares for a click. */
  purpose: string
}

/** Not a visit of anybody: a HEAD, a preview of a link, a page that is fetched ahead. */
export const isPreview = ({ method, agent, purpose }: Asked): boolean =>
  method === 'HEAD' || preview.test(agent) || /prefetch|preview|prerender/i.test(purpose)

export function readAgent(agent: string): { device: Device; signs: Sign[] } {
  const signs: Sign[] = []
  if (agent.trim() === '') signs.push('no_agent')
  else if (headless.test(agent)) signs.push('headless')
  else if (tool.test(agent)) signs.push('robot_agent')
  return { device: signs.length > 0 ? 'robot' : deviceOf(agent), signs }
}

function deviceOf(agent: string): Device {
  if (/ipad|tablet|android(?!.*mobile)/i.test(agent)) return 'tablet'
  if (/iphone|ipod|mobile|harmonyos|micromessenger/i.test(agent)) return 'phone'
  if (/windows nt|macintosh|x11|linux|cros/i.test(agent)) return 'desktop'
  return 'unknown'
}
