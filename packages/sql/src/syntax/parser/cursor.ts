/**
 * The place in the text where the parser stands: what comes next, taking it, and refusing it. The
 * two rules that would close a ring of imports (an expression holds a query, a query holds a SHOW)
 * travel along with it.
 */

import type { ParenthesizedSelect, Select, ShowStatement } from '../ast.ts';
import type { Span } from '../leaf.ts';
import { scanToken } from '../lexer.ts';
import { SqlSyntaxError, type SyntaxErrorFacts } from '../syntax-error.ts';
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

/** Which queries have been tried as queries of the grammar. */
export interface Attempts {
  /** Whether one is being tried: then those inside it are not read in any other way. */
  underWay: boolean;
  /** Offsets of those that are none. */
  readonly failed: Set<number>;
}

/** A place to come back to. */
export interface Mark {
  readonly end: number;
  readonly taken: number;
  readonly depth: number;
  readonly topic: string | undefined;
}

/** See the file's comment. */
export interface Cursor {
  readonly rules: Rules;
  /** The whole text. */
  readonly source: string;
  readonly attempts: Attempts;
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
  /** The error that the next token does not belong here; `reason` says why, where that helps. */
  unexpected(reason?: string): SqlSyntaxError;
  /** The error that the statement is nested too deeply, at this offset. */
  tooDeep(offset: number): SqlSyntaxError;
  /** Goes one level in; throws beyond NESTING_MAX. */
  descend(): void;
  /** Comes one level out. */
  ascend(): void;
  /** Names the topic of the hint for errors from here on; gives the topic that was named before. */
  topic(name: string | undefined): string | undefined;
  /** This place, to come back to. */
  mark(): Mark;
  /** Goes back to a place. */
  reset(mark: Mark): void;
  /** The span from an offset to the end of the last token taken. */
  spanFrom(start: number): Span;
  /** Begins the next statement, past empty ones; false when there is none. */
  startStatement(): boolean;
  /** How many tokens of this statement have been taken. */
  tokensTaken(): number;
}

/** A cursor before the first token of a text. */
export function createCursor(source: string, rules: Rules): Cursor {
  const place: Place = {
    source,
    ahead: [],
    statementStart: 0,
    previousEnd: 0,
    taken: 0,
    depth: 0,
    topic: undefined,
  };
  const reading = createReading(place);
  const refusing = createRefusing(place, reading);
  const attempts: Attempts = { underWay: false, failed: new Set() };
  return { rules, source, attempts, ...reading, ...refusing, ...createMatching(reading, refusing) };
}

/** Where the cursor stands; shared by its three parts, seen by nobody else. */
interface Place {
  readonly source: string;
  /** Tokens that have been looked at and not taken. */
  readonly ahead: Token[];
  statementStart: number;
  previousEnd: number;
  taken: number;
  depth: number;
  topic: string | undefined;
}

type Reading = Pick<
  Cursor,
  'peek' | 'advance' | 'mark' | 'reset' | 'spanFrom' | 'startStatement' | 'tokensTaken' | 'topic'
>;
type Refusing = Pick<Cursor, 'unexpected' | 'tooDeep' | 'descend' | 'ascend'>;
type Matching = Omit<Cursor, 'rules' | 'source' | 'attempts' | keyof Reading | keyof Refusing>;

function createReading(place: Place): Reading {
  const { source, ahead } = place;
  const peek = (distance = 0): Token => {
    for (;;) {
      const token = ahead[distance];
      if (token !== undefined) return token;
      ahead.push(scanToken(source, ahead.at(-1)?.end ?? place.previousEnd));
    }
  };
  const advance = (): Token => {
    const token = peek();
    ahead.shift();
    place.previousEnd = token.end;
    place.taken += 1;
    return token;
  };
  return {
    peek,
    advance,
    mark() {
      const { previousEnd: end, taken, depth, topic } = place;
      return { end, taken, depth, topic };
    },
    reset({ end, taken, depth, topic }) {
      ahead.length = 0;
      place.previousEnd = end;
      place.taken = taken;
      place.depth = depth;
      place.topic = topic;
    },
    spanFrom: (start) => ({ start, end: place.previousEnd }),
    startStatement() {
      while (isSemicolon(peek())) advance();
      place.statementStart = peek().start;
      place.taken = 0;
      place.topic = undefined;
      return peek().kind !== 'end';
    },
    tokensTaken: () => place.taken,
    topic(name) {
      const before = place.topic;
      place.topic = name;
      return before;
    },
  };
}

function createMatching({ peek, advance }: Reading, { unexpected }: Refusing): Matching {
  const is = (kind: Token['kind'], text: string, distance?: number): boolean => {
    const token = peek(distance);
    return token.kind === kind && token.text === text;
  };
  const take = (kind: Token['kind'], text: string): boolean => {
    const found = is(kind, text);
    if (found) advance();
    return found;
  };
  return {
    isWord: (word, distance) => is('word', word, distance),
    takeWord: (word) => take('word', word),
    expectWord(word) {
      if (!take('word', word)) throw unexpected();
    },
    isSymbol: (symbol, distance) => is('symbol', symbol, distance),
    takeSymbol: (symbol) => take('symbol', symbol),
    expectSymbol(symbol) {
      if (!take('symbol', symbol)) throw unexpected();
    },
  };
}

function createRefusing(place: Place, { peek }: Reading): Refusing {
  const { source } = place;
  const refuse = (facts: Pick<SyntaxErrorFacts, 'sqlstate' | 'message' | 'hint' | 'offset'>) => {
    const statementEnd = endOfStatement(source, facts.offset);
    return new SqlSyntaxError({
      ...facts,
      source,
      statementStart: place.statementStart,
      statementEnd,
    });
  };
  const tooDeep = (offset: number): SqlSyntaxError => {
    const message = 'statement is nested too deeply';
    return refuse({ sqlstate: '54001', message, hint: undefined, offset });
  };
  return {
    unexpected(reason) {
      const token = peek();
      // A statement ends before its semicolon, and there the text of the token is that of the end.
      const isEnd = token.kind === 'end' || isSemicolon(token);
      const text = isEnd ? 'EOF' : token.text;
      const message =
        token.kind === 'error'
          ? `lexical error: ${text}`
          : `at or near "${text}": syntax error${reason === undefined ? '' : `: ${reason}`}`;
      const hint = place.topic === undefined ? undefined : `try \\h ${place.topic}`;
      const offset = isEnd ? place.previousEnd : token.start;
      return refuse({ sqlstate: '42601', message, hint, offset });
    },
    tooDeep,
    descend() {
      place.depth += 1;
      if (place.depth > NESTING_MAX) throw tooDeep(peek().start);
    },
    ascend() {
      place.depth -= 1;
    },
  };
}

function isSemicolon(token: Token): boolean {
  return token.kind === 'symbol' && token.text === ';';
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
    if (token.kind === 'end' || isSemicolon(token)) return end;
    if (token.kind === 'error') return source.length;
    end = token.end;
    if (newline >= 0 && end > newline) return end;
  }
}
