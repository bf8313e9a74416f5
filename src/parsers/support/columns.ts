/** One column of a padded table. Offsets count characters from 0; the last column has no end. */
export interface Column {
  name: string;
  start: number;
  end?: number;
}

/**
 * Columns of a table that kubectl or istioctl padded with spaces, from its header line. Names hold single spaces
 * (`NOMINATED NODE`), so only two or more separate them. Where a single space separates columns as well, `names` (a global
 * expression) says what one name is.
 */
export function columnsOf(header: string, names = /\S+(?: \S+)*/g): Column[] {
  const starts = [...header.matchAll(names)].map((match) => ({ name: match[0], start: match.index }));
  return starts.map(({ name, start }, index) => {
    const end = starts[index + 1]?.start;
    return { name, start, ...(end !== undefined && { end }) };
  });
}

/**
 * The cells of a row by column name, trimmed. A cell that is blank or beyond the end of the line is not in the map: both
 * writers leave trailing ones out. When a cell crosses its column's edge, the padding was made for another header and
 * cells are taken in order, two or more spaces apart.
 */
export function cutRow(columns: readonly Column[], row: string): Map<string, string> {
  // Go pads by code points, so a name beyond the basic plane must not count twice.
  const characters = [...row];
  const straddles = columns.some(({ start }) => isInk(characters[start]) && isInk(characters[start - 1]));
  const cells = straddles
    ? row.trim().split(/ {2,}/)
    : columns.map(({ start, end }) => characters.slice(start, end).join('').trim());
  const named = new Map<string, string>();
  for (const [index, { name }] of columns.entries()) {
    const cell = cells[index];
    if (cell !== undefined && cell !== '') named.set(name, cell);
  }
  return named;
}

function isInk(character: string | undefined): boolean {
  return character !== undefined && character.trim() !== '';
}
