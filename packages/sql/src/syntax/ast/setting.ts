/** The statements that set something: of the cluster, of the session. */

import type { DefaultValue, Expression } from '../ast.ts';
import type { Read } from '../leaf.ts';

/** `SET CLUSTER SETTING name = value`; RESET is the value DEFAULT. */
export interface SetClusterSetting extends Read {
  readonly kind: 'SetClusterSetting';
  /** The parts joined by dots. */
  readonly name: string;
  readonly value: Expression | DefaultValue;
}

/** `SET database = name`, the session's database; also written `USE name`. */
export interface SetDatabase extends Read {
  readonly kind: 'SetDatabase';
  readonly database: string;
}
