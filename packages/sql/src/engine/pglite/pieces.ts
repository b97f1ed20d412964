// A query's text as tokens that can be rewritten one by one. Strings are written anew in the one
// form that cannot be read in two ways, so the database never sees other borders than our lexer.
import { noValueFor } from '../../constant.ts';
import { SqlError } from '../../sql-error.ts';
import { scanToken } from '../../syntax/lexer.ts';
import type { Token } from '../../syntax/token.ts';
import { quoted } from './relation.ts';

/** A token, or a hole with what is put into it. */
export interface Piece {
  readonly kind: Token['kind'] | 'hole';
  /** The meaning of the token. */
  readonly word: string;
  /** Offsets in the composed text. */
  readonly start: number;
  readonly end: number;
  /** What stands for it in the database's text; rewriting changes it. */
  written: string;
}

/** A stretch of the composed text, and what takes its place. */
export interface Filling {
  readonly start: number;
  readonly end: number;
  readonly relation: string;
}

/** Reads the pieces of a text. Throws 42601 for what is no token, 42P02 for a placeholder. */
export function piecesOf(text: string, fillings: readonly Filling[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (;;) {
    const token = scanToken(text, at);
    if (token.kind === 'end') return pieces;
    const filling = fillings.find(({ start }) => start === token.start);
    if (filling === undefined) {
      pieces.push({ ...token, word: token.text, written: written(token, text) });
      at = token.end;
    } else {
      pieces.push({ kind: 'hole', word: '', ...filling, written: relationAt(text, filling) });
      at = filling.end;
    }
  }
}

/** What a WITH names is a query; anywhere else it is a table. */
function relationAt(text: string, { start, relation }: Filling): string {
  return text[start] === '(' ? `(TABLE ${relation})` : relation;
}

function written(token: Token, text: string): string {
  if (token.text.includes('\0')) {
    const message = 'invalid byte sequence for encoding "UTF8": 0x00';
    throw new SqlError({ code: '22021', message });
  }
  const span = { start: token.start, end: token.end };
  switch (token.kind) {
    case 'error':
      throw new SqlError({ code: '42601', message: `lexical error: ${token.text}` });
    case 'placeholder':
      throw noValueFor({ index: Number(token.text.slice(1)), span });
    case 'string':
      return `'${token.text.replaceAll("'", "''")}'`;
    case 'name':
      return quoted(token.text);
    default:
      if (token.text !== ';') return text.slice(token.start, token.end);
      throw new SqlError({ code: '42601', message: 'at or near ";": syntax error' });
  }
}

/** Throws 42601 for a text that is no selection, whoever let it get so far. */
export function checkSelection(pieces: readonly Piece[]): void {
  const first = pieces.find((piece) => !isSymbol(piece, '('));
  if (isWord(first, 'select', 'with', 'values', 'table')) return;
  const message = `at or near "${first?.word ?? 'EOF'}": syntax error`;
  throw new SqlError({ code: '42601', message });
}

/** Whether a piece is this keyword, or this symbol. */
export function isWord(piece: Piece | undefined, ...words: readonly string[]): boolean {
  return piece?.kind === 'word' && words.includes(piece.word);
}

/** Whether a piece is this symbol. */
export function isSymbol(piece: Piece | undefined, ...symbols: readonly string[]): boolean {
  return piece?.kind === 'symbol' && symbols.includes(piece.word);
}

/** For every bracket the index of the one that belongs to it. */
export function partnersOf(pieces: readonly Piece[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  pieces.forEach((piece, index) => {
    if (isSymbol(piece, '(', '[')) open.push(index);
    if (!isSymbol(piece, ')', ']')) return;
    const opener = open.pop();
    if (opener === undefined) return;
    partners.set(opener, index).set(index, opener);
  });
  return partners;
}
