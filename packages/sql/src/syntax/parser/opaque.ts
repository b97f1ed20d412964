/** Queries of which only the tokens are read: where they end, and the statements in brackets. */

import type { OpaqueSelect, OpaqueSource, ShowStatement } from '../ast.ts';
import { scanToken } from '../lexer.ts';
import { isBareName } from '../name.ts';
import type { Token } from '../token.ts';
import { NESTING_MAX, type Cursor } from './cursor.ts';

/**
 * How deep opaque queries may stand in each other's brackets. Each holds the text of all inside
 * it, so many levels would make a little text much.
 */
const LEVELS_MAX = 8;

/** How many levels of nesting an opaque query counts for. */
const DEPTH = Math.floor(NESTING_MAX / LEVELS_MAX);

/** After these words and symbols a bracket holds a row source, and nothing else can. */
const BEFORE_SOURCE: ReadonlySet<string> = new Set(['from', 'join', 'lateral', ',', '(']);

/** After these words a SHOW in parentheses is what a WITH names. */
const BEFORE_NAMED: ReadonlySet<string> = new Set(['as', 'materialized']);

/** What has been read of an opaque query. */
interface Island {
  readonly sources: Found[];
  /** Offsets of brackets around a query, which are the same as parentheses. */
  readonly brackets: Set<number>;
  /** What closes what is open, the innermost last. */
  readonly open: {
    readonly closer: string;
    readonly isArray: boolean;
    readonly isQuery: boolean;
  }[];
  previous: Pick<Token, 'kind' | 'text'> | undefined;
}

/** A statement, with the place in the source of what surrounds it. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly statement: ShowStatement;
}

/**
 * Whether an opaque query may begin here. Nonsense that no engine takes is told apart by the first
 * two tokens, and then the error is the one of the grammar.
 */
export function isOpaqueStart(cursor: Cursor): boolean {
  let at = 0;
  while (at < NESTING_MAX && cursor.isSymbol('(', at)) at += 1;
  if (cursor.isWord('values', at)) return cursor.isSymbol('(', at + 1);
  if (!['select', 'with', 'table'].some((word) => cursor.isWord(word, at))) return false;
  const { kind, text } = cursor.peek(at + 1);
  if (kind === 'symbol') return !';),]'.includes(text);
  // PostgreSQL takes a SELECT of nothing; CockroachDB does not.
  return kind !== 'end' && !(kind === 'word' && (text === 'from' || text === 'where'));
}

/** Whether a query has ended: at the end, before what closes, before WITH REASON. */
export function isQueryEnd(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  if (kind === 'symbol') return text === ';' || text === ')' || text === ']';
  return kind === 'end' || (cursor.isWord('with') && cursor.isWord('reason', 1));
}

/**
 * Reads tokens to the end of the query. Throws for text that is no token, for brackets that do not
 * match, and for a statement in brackets that is wrong or does not belong there.
 */
export function parseOpaque(cursor: Cursor): OpaqueSelect {
  return readIsland(cursor, (island) => island.open.length === 0 && isQueryEnd(cursor));
}

/**
 * The same for a query in parentheses that stands for a value: reads to the closing one, and gives
 * the query `VALUES (…)` around it.
 */
export function parseOpaqueValue(cursor: Cursor): OpaqueSelect {
  const read = readIsland(cursor, (island) => island.open.length === 0);
  const before = 'VALUES (';
  const sources = read.sources.map((source) => ({
    ...source,
    start: source.start + before.length,
    end: source.end + before.length,
  }));
  return { ...read, text: `${before}${read.text})`, sources };
}

function readIsland(cursor: Cursor, hasEnded: (island: Island) => boolean): OpaqueSelect {
  const { start } = cursor.peek();
  for (let level = 0; level < DEPTH; level += 1) cursor.descend();
  const island: Island = { sources: [], brackets: new Set(), open: [], previous: undefined };
  do readPiece(cursor, island);
  while (!hasEnded(island));
  for (let level = 0; level < DEPTH; level += 1) cursor.ascend();
  const span = cursor.spanFrom(start);
  return { kind: 'OpaqueSelect', ...write(cursor.source, span, island), span };
}

function readPiece(cursor: Cursor, island: Island): void {
  const { kind, text, start } = cursor.peek();
  if (kind === 'error' || kind === 'end') throw cursor.unexpected();
  if (kind === 'symbol' && readBracket(cursor, island)) return;
  if (kind === 'symbol' && text === ';') throw cursor.unexpected();
  cursor.advance();
  island.previous = { kind, text };
  if (kind !== 'symbol') return;
  if (text === '(' || text === '[') {
    cursor.descend();
    const isQuery = text === '[' && island.brackets.has(start);
    const closer = text === '(' ? ')' : ']';
    island.open.push({ closer, isArray: text === '[' && !isQuery, isQuery });
  }
}

/** Reads what closes, and a statement in brackets; false when it is neither. */
function readBracket(cursor: Cursor, island: Island): boolean {
  const { text, start } = cursor.peek();
  if (text === ')' || text === ']') {
    const innermost = island.open.pop();
    if (innermost?.closer !== text) throw cursor.unexpected();
    if (innermost.isQuery) island.brackets.add(start);
    cursor.advance();
    cursor.ascend();
  } else if (text === '[' && isSourceHere(island)) {
    if (!cursor.isWord('show', 1)) {
      enterQuery(cursor, island);
      return false;
    }
    readSource(cursor, island, ']');
  } else if (text === '(' && cursor.isWord('show', 1) && isNamedHere(island)) {
    readSource(cursor, island, ')');
  } else {
    return false;
  }
  island.previous = { kind: 'symbol', text: ')' };
  return true;
}

function isSourceHere({ previous, open }: Island): boolean {
  if (previous === undefined || !BEFORE_SOURCE.has(previous.text)) return false;
  const isBefore = previous.kind === 'word' || previous.kind === 'symbol';
  return isBefore && open.every(({ isArray }) => !isArray);
}

function isNamedHere({ previous }: Island): boolean {
  return previous?.kind === 'word' && BEFORE_NAMED.has(previous.text);
}

/** A query in brackets is one in parentheses; nothing else may be there. */
function enterQuery(cursor: Cursor, island: Island): void {
  const isQuery =
    ['select', 'values', 'with', 'table'].some((word) => cursor.isWord(word, 1)) ||
    cursor.isSymbol('(', 1);
  island.brackets.add(cursor.peek().start);
  if (isQuery) return;
  cursor.advance();
  cursor.topic('<SOURCE>');
  throw cursor.unexpected();
}

function readSource(cursor: Cursor, { sources }: Island, closer: string): void {
  const { start } = cursor.advance();
  const outer = cursor.topic('<SOURCE>');
  cursor.descend();
  const statement = cursor.rules.show(cursor);
  cursor.topic('<SOURCE>');
  cursor.expectSymbol(closer);
  cursor.ascend();
  cursor.topic(outer);
  sources.push({ ...cursor.spanFrom(start), statement });
}

/** The text and, in it, the sources. */
function write(
  source: string,
  span: OpaqueSelect['span'],
  { sources, brackets }: Island,
): Pick<OpaqueSelect, 'text' | 'sources'> {
  const written: OpaqueSource[] = [];
  let text = '';
  let sourceStart = 0;
  let next = sources[0];
  for (let at = span.start; at < span.end;) {
    const token = scanToken(source, at);
    if (token.start > at && text !== '') text += ' ';
    if (token.start === next?.start) sourceStart = text.length;
    text += brackets.has(token.start) ? asParenthesis(token) : asWritten(source, token);
    at = token.end;
    if (next !== undefined && token.end === next.end) {
      written.push({ start: sourceStart, end: text.length, statement: next.statement });
      next = sources[written.length];
    }
  }
  return { text, sources: written };
}

function asParenthesis({ text }: Token): string {
  return text === '[' ? '(' : ')';
}

/** Words beyond ASCII go in their one spelling, for engines fold the case of ASCII alone. */
function asWritten(source: string, { kind, text, start, end }: Token): string {
  const written = source.slice(start, end);
  if (kind !== 'word' || /^[\x21-\x7e]*$/u.test(written)) return written;
  return isBareName(text) ? text : `"${text}"`;
}
