// Places in a text: PostgreSQL and its clients count characters from 1, JavaScript counts UTF-16
// units from 0.

/** The position of the character at an offset. */
export function positionAt(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length + 1;
}

/** The offset of the character at a position; the length of a text that is shorter. */
export function offsetAt(text: string, position: number): number {
  let units = 0;
  for (let left = position - 1; left > 0 && units < text.length; left--) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}
