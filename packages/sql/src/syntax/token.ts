/** What the lexer makes of the text: one token, and where it stood. */

/**
 * The kinds of token.
 *
 * - `word`: a bare word, keyword or not; which words are keywords is `keywords.ts`' business
 * - `name`: a "quoted identifier", never a keyword
 * - `error`: text that is no token; `text` says why, and the parser fails when it gets there
 * - `end`: the end of the text
 */
export type TokenKind =
  | 'word'
  | 'name'
  | 'string'
  | 'integer'
  | 'decimal'
  | 'placeholder'
  | 'symbol'
  | 'error'
  | 'end';

/** A token. */
export interface Token {
  readonly kind: TokenKind;
  /**
   * The token's meaning: a word in lower case, the content of a string or quoted name, a number
   * without leading zeros, a placeholder or symbol as written, the reason of an `error`, and
   * `EOF` for the end. It is also what an error message shows.
   */
  readonly text: string;
  /** Offset of its first UTF-16 unit in the text that was given to the parser. */
  readonly start: number;
  /** Offset after its last UTF-16 unit. */
  readonly end: number;
}
