// A stream of text as lines of bounded length: whoever sends a line without an end fills no memory.

/** A line without its line break; undefined stands for one that was longer than allowed. */
export type BoundedLine = string | undefined;

/**
 * The lines of UTF-8 chunks. A line of more than `maxLength` UTF-16 units is passed over up to its
 * end and reported as such. What follows the last line break is a line unless it is empty.
 */
export async function* boundedLines(
  chunks: AsyncIterable<string | Uint8Array>,
  maxLength: number,
): AsyncGenerator<BoundedLine> {
  const decoder = new TextDecoder();
  let begun: BoundedLine = '';
  const join = (part: string): BoundedLine =>
    begun === undefined || begun.length + part.length > maxLength ? undefined : begun + part;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield join(text.slice(from, end));
      begun = '';
      from = end + 1;
    }
    begun = join(text.slice(from));
  }
  begun = join(decoder.decode());
  if (begun !== '') yield begun;
}
