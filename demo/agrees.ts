/** What the demo's customers agreed to; made, since the history does not say. */
import { fraction } from './chance.ts'

/** Of ten customers seven let the shop keep what they do under their name; guests cannot. */
export const agreesToProfiling = (memberId: string) => fraction(`${memberId}:profiling`) < 0.7
/** And six want to hear of offers in the app. */
export const agreesToMarketing = (memberId: string) => fraction(`${memberId}:marketing`) < 0.6
