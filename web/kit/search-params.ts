/** What an address says after its question mark, read with care: anybody can write anything there. */

/** A number in the address is a text to us: `q=2024`. */
export function textOf<Name extends string>(name: Name, search: Record<string, unknown>) {
  const value = search[name]
  const isText = typeof value === 'string' || typeof value === 'number'
  return (isText && value !== '' ? { [name]: String(value) } : {}) as { [K in Name]?: string }
}

export function choiceOf<Name extends string, Value extends string>(
  name: Name,
  search: Record<string, unknown>,
  choices: readonly Value[],
) {
  const text = textOf(name, search)[name]
  const value = choices.find((choice) => choice === text)
  return (value ? { [name]: value } : {}) as { [K in Name]?: Value }
}

/** A day of the calendar, "2026-11-20", that there is, in a year that shops know. */
export function dayOf<Name extends string>(name: Name, search: Record<string, unknown>) {
  const text = String(search[name])
  const isDay = /^2\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
  return (isDay ? { [name]: text } : {}) as { [K in Name]?: string }
}
