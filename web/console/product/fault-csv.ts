/**
 * Rows as CSV for a spreadsheet; a cell that it would compute gets an apostrophe in front, also one that
 * has some already. The server's files are written so, too, and it takes the apostrophe off again.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return `"${safe.replaceAll('"', '""')}"`
  }
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}
