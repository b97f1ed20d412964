/** What a name may look like, for those who read names and for those who write them. */

/** Whether a UTF-16 unit may start a bare name: a letter, `_`, or anything beyond ASCII. */
export function isNameStart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code > 0x7f
  );
}

/** Whether a UTF-16 unit may stand inside a bare name: also a digit or `$`. */
export function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === 0x24;
}

/** Whether a UTF-16 unit is `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The one spelling of a bare name: lower case, composed (Unicode NFC). */
export function normalizeName(text: string): string {
  return text.toLowerCase().normalize('NFC');
}

/** Whether a name can be written without quotes and be read back the same, keywords apart. */
export function isBareName(name: string): boolean {
  if (name === '' || !isNameStart(name.charCodeAt(0))) return false;
  for (let at = 1; at < name.length; at += 1) {
    if (!isNamePart(name.charCodeAt(at))) return false;
  }
  return normalizeName(name) === name;
}
