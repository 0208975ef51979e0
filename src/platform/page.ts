/** A page of a list: one row more than it holds was read, to know whether another page follows. */
export function pageFrom<Item extends { id: string }>(
  rows: Item[],
  size: number,
): { items: Item[]; next: string | null } {
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}
