// Whether what was typed so far is finished: ends in a semicolon that stands in no string, quoted
// name or comment. Only decides when a prompt hands its lines over; what they mean is the parser's.

/** False also for blank text and text that holds nothing but comments. */
export function isFinished(text: string): boolean {
  const rest = text
    // Whatever opens first swallows the others, so they are matched in one go, also unclosed.
    .replaceAll(
      /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
      quoted,
    )
    .trim();
  return rest.endsWith(';');
}

/** A closed string stands for one word; one that is open, and every comment, for nothing. */
function quoted(part: string): string {
  return /^(['"])[\s\S]*\1$/.test(part) && part.length > 1 ? 'x' : ' ';
}
