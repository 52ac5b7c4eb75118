/** How the commands print for people. What was recorded is hostile text: control characters never reach the terminal. */

type Row = Readonly<Record<string, unknown>>;

/** A table with one line a row; columns are as wide as their widest cell. */
export function table(rows: readonly Row[], columns: readonly string[]): string {
  const cells = [columns.map((name) => name.toUpperCase()), ...rows.map((row) => columns.map((name) => plain(row[name])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One value as a single printable line. */
export function plain(value: unknown): string {
  if (value === undefined || value === null) return '-';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}
