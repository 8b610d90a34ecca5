/** Fields of one record of CSV (RFC 4180), read as kindly as spreadsheets do. Pure. */

/** Null: a quote is opened and not closed, so that the record goes on in the next line. */
export function parseRecord(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; ;) {
    let field = '';
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return null;
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    const next = text.indexOf(delimiter, at);
    // What stands behind a closing quote belongs to the field: "12" inches.
    fields.push(field + text.slice(at, next < 0 ? text.length : next));
    if (next < 0) return fields;
    at = next + delimiter.length;
  }
}

/** Doubled quotes are part of the field. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}

/** A field as it is written into a file. */
export const writeField = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
