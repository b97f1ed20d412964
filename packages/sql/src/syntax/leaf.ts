/** The nodes of the tree that have no nodes under them, and what all nodes have. */

/** A stretch of the parsed text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span of a node that was built and not read. */
export const NOWHERE: Span = { start: 0, end: 0 };

/** What every node has beside its `kind`: the text it was read from. */
export interface Read {
  readonly span: Span;
}

/** A whole number as text, decimal or `0x…`, perhaps with a minus. Never a JavaScript number. */
export interface IntegerLiteral extends Read {
  readonly kind: 'IntegerLiteral';
  readonly text: string;
}

/** A number with a point or an exponent, as text, perhaps with a minus. */
export interface DecimalLiteral extends Read {
  readonly kind: 'DecimalLiteral';
  readonly text: string;
}

/** A string, whatever quotes it was written with. */
export interface StringLiteral extends Read {
  readonly kind: 'StringLiteral';
  readonly value: string;
}

/** TRUE or FALSE. */
export interface BooleanLiteral extends Read {
  readonly kind: 'BooleanLiteral';
  readonly value: boolean;
}

/** NULL. */
export interface NullLiteral extends Read {
  readonly kind: 'NullLiteral';
}

/** `$1` to `$65536`. */
export interface Placeholder extends Read {
  readonly kind: 'Placeholder';
  readonly index: number;
}

/** A type. A built-in one has its one true name in lower case: `int`, `INTEGER` are `int8`. */
export interface TypeName extends Read {
  readonly kind: 'TypeName';
  readonly name: readonly string[];
  /** `10` and `2` of `DECIMAL(10,2)`. */
  readonly modifiers: readonly string[];
  readonly array: boolean;
}
