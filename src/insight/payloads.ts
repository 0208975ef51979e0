import type { StoredEvent } from '#platform/consumers.ts'

/** What the events of one kind say, among others. */
export function payloadsOf<Payload>(
  events: StoredEvent[],
  type: { name: string; payload: { parse(payload: unknown): Payload } },
): Payload[] {
  return events.flatMap((event) =>
    event.name === type.name ? [type.payload.parse(event.payload)] : [],
  )
}
