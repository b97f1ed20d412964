/**
 * The place in the text where the parser stands: what comes next, taking it, and refusing it. The
 * two rules that would close a ring of imports (an expression holds a query, a query holds a SHOW)
 * travel along with it.
 */

import type { ParenthesizedSelect, Select, ShowStatement, Span } from '../ast.ts';
import { scanToken } from '../lexer.ts';
import { SqlSyntaxError } from '../syntax-error.ts';
import type { Token } from '../token.ts';

/**
 * How deep a tree may nest; parentheses and the operator inside them are a level each. The parser
 * and whoever walks its trees recurse, and a stack that overflows is no answer to a client. All
 * of it fits in 400 KB of stack; Node gives 984 KB.
 */
export const NESTING_MAX = 500;

/** Rules that are handed in, so that files import each other in one direction only. */
export interface Rules {
  /** A query, with or without parentheses. */
  select(cursor: Cursor): Select;
  /** What may follow a query in parentheses: its order and its limit. */
  selectAfter(cursor: Cursor, body: ParenthesizedSelect): Select;
  /** A statement that begins with SHOW. */
  show(cursor: Cursor): ShowStatement;
}

/** See the file's comment. */
export interface Cursor {
  readonly rules: Rules;
  /** The next token, or the one after it, and so on. Never takes it. */
  peek(ahead?: number): Token;
  /** Takes the next token. */
  advance(): Token;
  /** Whether the next token (or the one `ahead` of it) is this bare word, in lower case. */
  isWord(word: string, ahead?: number): boolean;
  /** Takes the word if it is next. */
  takeWord(word: string): boolean;
  /** Takes the word or throws. */
  expectWord(word: string): void;
  /** Whether the next token (or the one `ahead` of it) is this symbol. */
  isSymbol(symbol: string, ahead?: number): boolean;
  /** Takes the symbol if it is next. */
  takeSymbol(symbol: string): boolean;
  /** Takes the symbol or throws. */
  expectSymbol(symbol: string): void;
  /** The error that the next token does not belong here. */
  unexpected(): SqlSyntaxError;
  /** The error that the statement is nested too deeply, at this offset. */
  tooDeep(offset: number): SqlSyntaxError;
  /** Goes one level in; throws beyond NESTING_MAX. */
  descend(): void;
  /** Comes one level out. */
  ascend(): void;
  /** Names the topic of the hint for errors from here on; gives the topic that was named before. */
  topic(name: string | undefined): string | undefined;
  /** The span from an offset to the end of the last token taken. */
  spanFrom(start: number): Span;
  /** Begins the next statement, past empty ones; false when there is none. */
  startStatement(): boolean;
  /** How many tokens of this statement have been taken. */
  tokensTaken(): number;
}

/** A cursor before the first token of a text. */
export function createCursor(source: string, rules: Rules): Cursor {
  const ahead: Token[] = [];
  let statementStart = 0;
  let previousEnd = 0;
  let taken = 0;
  let depth = 0;
  let topicName: string | undefined;

  const refuse = (sqlstate: '42601' | '54001', message: string, offset: number): SqlSyntaxError => {
    const hint = topicName === undefined ? undefined : `try \\h ${topicName}`;
    const statementEnd = endOfStatement(source, offset);
    return new SqlSyntaxError({
      sqlstate,
      message,
      hint: sqlstate === '42601' ? hint : undefined,
      source,
      statementStart,
      statementEnd: Math.max(statementEnd, offset),
      offset,
    });
  };

  const cursor: Cursor = {
    rules,
    peek(distance = 0) {
      for (;;) {
        const token = ahead[distance];
        if (token !== undefined) return token;
        ahead.push(scanToken(source, ahead.at(-1)?.end ?? previousEnd));
      }
    },
    advance() {
      const token = cursor.peek();
      ahead.shift();
      previousEnd = token.end;
      taken += 1;
      return token;
    },
    isWord(word, distance = 0) {
      const token = cursor.peek(distance);
      return token.kind === 'word' && token.text === word;
    },
    takeWord(word) {
      const found = cursor.isWord(word);
      if (found) cursor.advance();
      return found;
    },
    expectWord(word) {
      if (!cursor.takeWord(word)) throw cursor.unexpected();
    },
    isSymbol(symbol, distance = 0) {
      const token = cursor.peek(distance);
      return token.kind === 'symbol' && token.text === symbol;
    },
    takeSymbol(symbol) {
      const found = cursor.isSymbol(symbol);
      if (found) cursor.advance();
      return found;
    },
    expectSymbol(symbol) {
      if (!cursor.takeSymbol(symbol)) throw cursor.unexpected();
    },
    unexpected() {
      const token = cursor.peek();
      if (token.kind === 'error')
        return refuse('42601', `lexical error: ${token.text}`, token.start);
      // A statement ends before its semicolon, so there the text of the token is that of the end.
      const isEnd = token.kind === 'end' || cursor.isSymbol(';');
      const text = isEnd ? 'EOF' : token.text;
      const message = `at or near "${text}": syntax error`;
      return refuse('42601', message, isEnd ? previousEnd : token.start);
    },
    tooDeep(offset) {
      return refuse('54001', 'statement is nested too deeply', offset);
    },
    descend() {
      depth += 1;
      if (depth > NESTING_MAX) throw cursor.tooDeep(cursor.peek().start);
    },
    ascend() {
      depth -= 1;
    },
    topic(name) {
      const before = topicName;
      topicName = name;
      return before;
    },
    spanFrom(start) {
      return { start, end: previousEnd };
    },
    startStatement() {
      while (cursor.isSymbol(';')) cursor.advance();
      const token = cursor.peek();
      statementStart = token.start;
      taken = 0;
      topicName = undefined;
      return token.kind !== 'end';
    },
    tokensTaken() {
      return taken;
    },
  };
  return cursor;
}

/**
 * Where the statement around an offset ends: after its last token. Does not look beyond the line,
 * for nobody is shown what is there.
 */
function endOfStatement(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  let end = offset;
  for (;;) {
    const token = scanToken(source, end);
    if (token.kind === 'end' || (token.kind === 'symbol' && token.text === ';')) return end;
    if (token.kind === 'error') return source.length;
    end = token.end;
    if (newline >= 0 && end > newline) return end;
  }
}
