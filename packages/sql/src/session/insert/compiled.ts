// An expression that can be worked out for a row without the engine.
import type { Constant } from '../../constant.ts';
import type { Row, SqlType, Value } from '../../value.ts';

export interface Compiled {
  readonly type: SqlType;
  readonly read: (row: Row) => Value;
  /** Set when it is a literal: it takes the type of the place it stands in. */
  readonly constant?: Constant;
}
