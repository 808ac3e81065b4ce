/** What programs for tables would take for a formula. */
const formula = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  const text = String(value ?? "");
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Rows as RFC 4180 has them, the names first. Texts of strangers do nothing in a program for tables.
 *
 * @param columns which members, in this order
 */
export function csv<Name extends string>(columns: readonly Name[], rows: readonly Readonly<Record<Name, unknown>>[]): string {
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}
