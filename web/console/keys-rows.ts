/** The rows of a page as the keys see them: they go through them, open them and tick them. */

/** Rows of tables, and of lists whose rows hold something to open or to press. */
const rowSelector = '#content tbody tr, #content :is(ul, ol) > li'
const inRow = 'a[href], button:not(:disabled), summary'

function rowsHere(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(rowSelector)].filter(
    (row) =>
      row.checkVisibility() &&
      row.querySelector(inRow) !== null &&
      row.parentElement?.closest('li, tr, nav, form') === null,
  )
}

/** The row in which the focus is. */
export function rowNow(): HTMLElement | null {
  const here = document.activeElement
  return rowsHere().find((row) => row === here || row.contains(here)) ?? null
}

/** Takes the focus to the next row, or the one before; to the first when it is in none. */
export function moveBy(steps: 1 | -1): boolean {
  const rows = rowsHere()
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const row = rows[at === -1 ? 0 : Math.min(Math.max(at + steps, 0), rows.length - 1)]
  if (!row) return false
  // Only rows that a key led to take the focus: by Tab one goes from link to link.
  row.tabIndex = -1
  row.focus()
  return true
}

/** What is first in the row: the link to its page, else its first button. */
export function openRow(row: HTMLElement): void {
  const target = row.querySelector<HTMLElement>('a[href]') ?? row.querySelector<HTMLElement>(inRow)
  target?.click()
}

export function tickRow(row: HTMLElement): boolean {
  const box = row.querySelector<HTMLInputElement>('input[type=checkbox]:not(:disabled)')
  box?.click()
  return box !== null
}

/** The page's own search; false where it has none. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#content input[type=search]')
  field?.focus()
  field?.select()
  return field !== null
}

/** Whether a key means a letter there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('textarea, select')) return true
  return target.matches('input:not([type=checkbox], [type=radio], [type=button], [type=file])')
}
