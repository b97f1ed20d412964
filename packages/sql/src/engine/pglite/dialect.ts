// From CockroachDB's dialect to PostgreSQL's, token by token: names of types, what only the one
// grammar has, the order of NULL. What it does not know goes through as it is; either PostgreSQL
// knows it or it says so.
import { unsupported } from '../../sql-error.ts';
import { keywordClass } from '../../syntax/keywords.ts';
import type { Composed } from './compose.ts';
import { DIALECT_SCHEMA } from './dialect-objects.ts';
import { callFloorDivisions } from './floor-division.ts';
import { sayNullOrder } from './null-order.ts';
import { checkSelection, isSymbol, isWord, partnersOf, piecesOf } from './pieces.ts';
import type { Filling, Piece } from './pieces.ts';

/** A text for the database. */
export interface Rewritten {
  readonly sql: string;
  /** Where in the composed text an offset of `sql` comes from. */
  readonly origin: (offset: number) => number;
}

/** Rewrites a query with relations in its holes. Throws 0A000, 42601 and 42P02. */
export function rewrite({ text }: Composed, fillings: readonly Filling[]): Rewritten {
  const pieces = piecesOf(text, fillings);
  checkSelection(pieces);
  renameTypes(pieces);
  rewriteWords(pieces);
  rewriteCalls(pieces);
  sayNullOrder(pieces);
  callFloorDivisions(pieces);
  return joined(pieces);
}

/** CockroachDB's names of types that PostgreSQL has not, or has for another type. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['blob', 'bytea'],
  ['bytes', 'bytea'],
  ['dec', 'numeric'],
  ['int', 'int8'],
  ['int64', 'int8'],
  ['integer', 'int8'],
  ['json', 'jsonb'],
  ['string', 'varchar'],
]);

function renameTypes(pieces: readonly Piece[]): void {
  const casts: boolean[] = [];
  pieces.forEach((piece, index) => {
    if (isSymbol(piece, '(', '[')) casts.push(isWord(pieces[index - 1], 'cast'));
    if (isSymbol(piece, ')', ']')) casts.pop();
    if (isSymbol(piece, ':::')) piece.written = '::';
    const type = piece.kind === 'word' ? TYPES.get(piece.word) : undefined;
    if (type === undefined) return;
    const before = pieces[index - 1];
    const isType =
      isSymbol(before, '::', ':::') ||
      (isWord(before, 'as') && casts.at(-1) === true) ||
      pieces[index + 1]?.kind === 'string';
    // A text of any length, unless one is given.
    const isText = piece.word === 'string' && !isSymbol(pieces[index + 1], '(');
    if (isType) piece.written = isText ? 'text' : type;
  });
}

/** What stands for the moment of the query. */
const MOMENTS: ReadonlyMap<string, string> = new Map([
  ['current_date', `${DIALECT_SCHEMA}.now()::date`],
  ['current_timestamp', `${DIALECT_SCHEMA}.now()`],
  ['localtimestamp', `${DIALECT_SCHEMA}.now()::timestamp`],
]);

function rewriteWords(pieces: readonly Piece[]): void {
  pieces.forEach((piece, index) => {
    const [before, next] = [pieces[index - 1], pieces[index + 1]];
    if (isSymbol(piece, '@')) dropIndexHint(pieces, index);
    if (piece.kind !== 'word') return;
    const moment = MOMENTS.get(piece.word);
    if (moment !== undefined && !isSymbol(before, '.') && !isWord(before, 'as')) {
      piece.written = moment;
      // `current_timestamp()` is the same without its parentheses.
      if (isSymbol(next, '(') && isSymbol(pieces[index + 2], ')')) {
        next!.written = '';
        pieces[index + 2]!.written = '';
      }
    }
    if (next?.kind === 'string' && next.start === piece.end) rewriteBytes(piece, next);
    if (piece.word === 'as' && isWord(next, 'of') && isWord(pieces[index + 2], 'system')) {
      throw unsupported({ span: { start: 0, end: 0 } }, 'AS OF SYSTEM TIME in a selection');
    }
  });
}

/** `b'…'` and `x'…'` are bytes, and not bits. */
function rewriteBytes(prefix: Piece, text: Piece): void {
  if (prefix.word !== 'b' && prefix.word !== 'x') return;
  const hexadecimal = prefix.word === 'x' ? text.word : Buffer.from(text.word).toString('hex');
  prefix.written = '';
  text.written = String.raw`'\x${hexadecimal.replaceAll("'", "''")}'::bytea`;
}

/** `jobs@primary` is the table; which index is used is the business of nobody here. */
function dropIndexHint(pieces: readonly Piece[], at: number): void {
  const [table, sign, index] = [pieces[at - 1], pieces[at]!, pieces[at + 1]];
  if (table === undefined || index === undefined) return;
  const isTable =
    table.kind === 'name' ||
    table.kind === 'hole' ||
    (table.kind === 'word' && keywordClass(table.word) !== 'reserved');
  const isIndex = index.kind === 'word' || index.kind === 'name';
  if (!isTable || !isIndex || table.end !== sign.start || sign.end !== index.start) return;
  sign.written = '';
  index.written = '';
}

/** Calls that are other calls in PostgreSQL, or no calls at all. */
function rewriteCalls(pieces: readonly Piece[]): void {
  const partners = partnersOf(pieces);
  pieces.forEach((piece, index) => {
    const end = isSymbol(pieces[index + 1], '(') ? partners.get(index + 1) : undefined;
    if (end === undefined || isSymbol(pieces[index - 1], '.')) return;
    if (isWord(piece, 'ifnull')) piece.written = 'coalesce';
    if (isWord(piece, 'extract')) pieces[end]!.written = ')::float8';
    if (isWord(piece, 'if')) writeIf(pieces, partners, index, end);
  });
}

function writeIf(
  pieces: readonly Piece[],
  partners: ReadonlyMap<number, number>,
  index: number,
  end: number,
): void {
  const separators = [') THEN (', ') ELSE ('];
  pieces[index]!.written = 'CASE WHEN';
  for (let at = index + 2; at < end; at++) {
    const inner = isSymbol(pieces[at], '(', '[') ? partners.get(at) : undefined;
    if (inner !== undefined) at = inner;
    else if (isSymbol(pieces[at], ',')) pieces[at]!.written = separators.shift() ?? ',';
  }
  pieces[end]!.written = ') END';
}

/** Pieces that touched still touch; only a string is never taken for part of what is before it. */
function joined(pieces: readonly Piece[]): Rewritten {
  const starts: { readonly at: number; readonly origin: number }[] = [];
  let sql = '';
  pieces.forEach((piece, index) => {
    const isApart = index > 0 && pieces[index - 1]!.end < piece.start;
    if (isApart || piece.kind === 'string') sql += ' ';
    starts.push({ at: sql.length, origin: piece.start });
    sql += piece.written;
  });
  return {
    sql,
    origin: (offset) => starts.findLast(({ at }) => at <= offset)?.origin ?? 0,
  };
}
