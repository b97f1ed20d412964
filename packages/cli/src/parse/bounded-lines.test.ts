import { describe, expect, it } from 'vitest';
import { boundedLines, type BoundedLine } from './bounded-lines.ts';

async function linesOf(
  chunks: readonly (string | Uint8Array)[],
  maxLength = 10,
): Promise<readonly BoundedLine[]> {
  const lines: BoundedLine[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const line of boundedLines(stream, maxLength)) lines.push(line);
  return lines;
}

describe('bounded lines', () => {
  it('are put together over chunks, empty ones too, with or without a last break', async () => {
    expect(await linesOf(['a\n\nb', 'c\n', 'd'])).toEqual(['a', '', 'bc', 'd']);
    expect(await linesOf(['a\n'])).toEqual(['a']);
    expect(await linesOf([])).toEqual([]);
  });

  it('do not break a character that lies over two chunks', async () => {
    const bytes = new TextEncoder().encode('é😀\n');
    expect(await linesOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['é😀']);
  });

  it('say which line was too long, however it came, and go on behind it', async () => {
    expect(await linesOf(['0123456789\nx'])).toEqual(['0123456789', 'x']);
    expect(await linesOf(['01234567890\nx'])).toEqual([undefined, 'x']);
    expect(await linesOf(['012345', '67890', '123\nx'])).toEqual([undefined, 'x']);
    expect(await linesOf(['012345678901'])).toEqual([undefined]);
  });
});
