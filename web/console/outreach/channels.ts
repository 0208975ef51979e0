/** The ways by which a message can go. */
export const channels = ['inbox', 'sms', 'email'] as const
export type Channel = (typeof channels)[number]
