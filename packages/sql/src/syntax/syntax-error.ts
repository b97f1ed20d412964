/** What the parser throws, in CockroachDB's words: the token, the source and a caret under it. */

/** What an error is about; offsets are UTF-16 offsets in the text given to the parser. */
export interface SyntaxErrorFacts {
  /** `42601`: no sentence of the language. `54001`: one that is nested too deeply to take. */
  readonly sqlstate: '42601' | '54001';
  readonly message: string;
  readonly hint: string | undefined;
  readonly source: string;
  /** Where the statement begins and ends; what surrounds it is not shown. */
  readonly statementStart: number;
  readonly statementEnd: number;
  /** Where the offending token begins. */
  readonly offset: number;
}

/** A text that is refused. The only thing the parser ever throws. */
export class SqlSyntaxError extends Error {
  override readonly name = 'SqlSyntaxError';
  readonly sqlstate: '42601' | '54001';
  /** `source SQL:`, the statement up to the end of the offending line, and a caret line. */
  readonly detail: string;
  /** `try \h TOPIC` while inside a statement that has help. */
  readonly hint: string | undefined;
  /** Where the offending token begins in the whole text: characters, counted from 1. */
  readonly position: number;

  constructor(facts: SyntaxErrorFacts) {
    super(facts.message);
    this.sqlstate = facts.sqlstate;
    this.detail = describe(facts);
    this.hint = facts.hint;
    this.position = countCharacters(facts.source, 0, facts.offset) + 1;
  }
}

function describe({ source, statementStart, statementEnd, offset }: SyntaxErrorFacts): string {
  const newline = source.indexOf('\n', offset);
  const end = newline < 0 ? statementEnd : Math.min(newline, statementEnd);
  const shown = source.slice(statementStart, end);
  const line = Math.max(source.lastIndexOf('\n', offset - 1) + 1, statementStart);
  const column = offset === 0 ? 0 : countCharacters(source, line, offset);
  return `source SQL:\n${shown}\n${' '.repeat(column)}^`;
}

/** Characters, not UTF-16 units: a client counts `😀` as one. */
function countCharacters(source: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const code = source.charCodeAt(at);
    const previous = source.charCodeAt(at - 1);
    const isSecondHalf =
      code >= 0xdc00 && code <= 0xdfff && previous >= 0xd800 && previous <= 0xdbff;
    if (!isSecondHalf) count += 1;
  }
  return count;
}
