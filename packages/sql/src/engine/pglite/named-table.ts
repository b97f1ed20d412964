// Which of a query's names is the one of a table that the database has not: its grammar knows where
// tables stand in a query, and ours does not, so the database is asked and complains.
import { scanToken } from '../../syntax/lexer.ts';
import type { DatabaseError } from './requests.ts';

export interface NamedTable {
  /** One to three parts. */
  readonly name: readonly string[];
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** The table that the database misses in a query; undefined when it complains of something else. */
export function missingTable(
  { code, message }: DatabaseError,
  text: string,
  offset: number | undefined,
): NamedTable | undefined {
  const isMissing =
    (code === '42P01' && message.startsWith('relation "')) ||
    (code === '0A000' && message.startsWith('cross-database references'));
  return isMissing && offset !== undefined ? nameAt(text, offset) : undefined;
}

function nameAt(text: string, start: number): NamedTable | undefined {
  const name: string[] = [];
  let at = start;
  for (;;) {
    const part = scanToken(text, at);
    if (part.kind !== 'word' && part.kind !== 'name') return undefined;
    name.push(part.text);
    const dot = scanToken(text, part.end);
    if (dot.kind !== 'symbol' || dot.text !== '.') return { name, start, end: part.end };
    at = dot.end;
  }
}
