// LIKE: a pattern of characters, `%` for any number of them and `_` for one; a backslash takes
// the character after it as it is.

/** A pattern ready for use; undefined when it ends with a backslash. */
export function compileLike(pattern: string): ((text: string) => boolean) | undefined {
  const parts: Part[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === '\\') {
      at++;
      if (at === characters.length) return undefined;
      parts.push({ character: characters[at]! });
    } else {
      parts.push(character === '%' ? ANY : character === '_' ? ONE : { character });
    }
  }
  return (text) => matches(Array.from(text), parts);
}

/** A character, any one, or any number of any. */
type Part = { readonly character: string } | typeof ONE | typeof ANY;
const ONE = 'one';
const ANY = 'any';

/**
 * Goes back to the last `%` only, for it can stand in for whatever an earlier one would have: the
 * time is at most text × pattern, however many `%` there are.
 */
function matches(text: readonly string[], parts: readonly Part[]): boolean {
  let at = 0;
  let part = 0;
  let anyPart = -1;
  let anyAt = 0;
  while (at < text.length) {
    const expected = parts[part];
    if (expected === ANY) {
      anyPart = part;
      anyAt = at;
      part++;
    } else if (isOne(expected, text[at]!)) {
      at++;
      part++;
    } else if (anyPart >= 0) {
      anyAt++;
      at = anyAt;
      part = anyPart + 1;
    } else {
      return false;
    }
  }
  while (parts[part] === ANY) part++;
  return part === parts.length;
}

function isOne(part: Part | undefined, character: string): boolean {
  if (part === undefined || part === ANY) return false;
  return part === ONE || part.character === character;
}
