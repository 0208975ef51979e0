/** Who may interrupt a member. Each class has its own share of a member's day. */
import { z } from 'zod'

/** News of an order is no interruption that anybody asks for: it has no budget, and no class here. */
export const senderClasses = [
  'campaign',
  'journey',
  'seller',
  'circle',
  'board',
  'flash_sale',
  'invite',
  'survey',
] as const
export const SenderClass = z.enum(senderClasses)
export type SenderClass = z.output<typeof SenderClass>
