/**
 * The tree of queries, and of the SHOW statements whose rows they read. Every node is plain
 * readonly data with a `kind` and the `span` of text it was read from. The other statements are in
 * the room beside; all of them together are `Statement` of `statement.ts`.
 *
 * The tree holds what the normal form holds: `CANCEL JOB 1` and `CANCEL JOBS VALUES (1)` are the
 * same tree, and so `parse(print(tree))` equals `tree`.
 */

import type { BinaryOperator } from './ast/operator.ts';
import type {
  ShowBackup,
  ShowBackups,
  ShowClusterSetting,
  ShowClusterSettings,
  ShowColumns,
  ShowCreateTable,
  ShowDatabases,
  ShowFingerprints,
  ShowSchedules,
  ShowStatistics,
  ShowTables,
  ShowUsers,
} from './ast/show.ts';
import type {
  BooleanLiteral,
  DecimalLiteral,
  IntegerLiteral,
  NullLiteral,
  Placeholder,
  Read,
  StringLiteral,
  TypeName,
} from './leaf.ts';

/** The statements that begin with SHOW, which may also stand in brackets as a row source. */
export type ShowStatement =
  | ShowJobs
  | ShowJobsForSchedules
  | ShowJobHistory
  | ShowSchedule
  | ShowSchedules
  | ShowClusterSetting
  | ShowClusterSettings
  | ShowDatabases
  | ShowTables
  | ShowColumns
  | ShowCreateTable
  | ShowUsers
  | ShowStatistics
  | ShowFingerprints
  | ShowBackups
  | ShowBackup;

/** `SHOW [AUTOMATIC] JOBS` and `SHOW JOBS [WHEN COMPLETE] …`. */
export interface ShowJobs extends Read {
  readonly kind: 'ShowJobs';
  /** Only without `jobs`. */
  readonly automatic: boolean;
  /** Only with `jobs`. */
  readonly whenComplete: boolean;
  readonly jobs: Query | null;
}

/** `SHOW JOBS FOR SCHEDULES …`. The singular form is a `Values` of one row. */
export interface ShowJobsForSchedules extends Read {
  readonly kind: 'ShowJobsForSchedules';
  readonly schedules: Query;
}

/** `SHOW JOB job HISTORY`, an extension. */
export interface ShowJobHistory extends Read {
  readonly kind: 'ShowJobHistory';
  readonly job: Expression;
}

/** `SHOW SCHEDULE schedule`, the one singular form that the normal form keeps. */
export interface ShowSchedule extends Read {
  readonly kind: 'ShowSchedule';
  readonly schedule: Expression;
}

/** A query as an argument: of CANCEL JOBS, of INSERT. */
export type Query = Select | OpaqueSelect;

/**
 * A query that this grammar does not know (JOIN, GROUP BY, WITH, UNION, CASE …), for an engine with
 * a whole one. Only brackets, lexical errors and the statements in brackets have been looked at:
 * the rest of the text may be nonsense.
 */
export interface OpaqueSelect extends Read {
  readonly kind: 'OpaqueSelect';
  /** Its tokens as they were written, each stretch of white space and comments a single space. */
  readonly text: string;
  /** The statements whose rows it reads, in the order of the text. */
  readonly sources: readonly OpaqueSource[];
}

/**
 * A statement in an opaque query: `[SHOW …]`, and `(SHOW …)` after `WITH x AS`. Offsets are UTF-16
 * offsets in the query's `text`, the brackets or parentheses included.
 */
export interface OpaqueSource {
  readonly start: number;
  readonly end: number;
  readonly statement: ShowStatement;
}

/** A query: its body, its order and its limit. */
export interface Select extends Read {
  readonly kind: 'Select';
  readonly body: SelectClause | Values | ParenthesizedSelect;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | null;
}

/** `SELECT targets [FROM source] [WHERE condition]`. */
export interface SelectClause extends Read {
  readonly kind: 'SelectClause';
  readonly targets: readonly Target[];
  readonly from: TableReference | TableFunction | RowSource | null;
  readonly where: Expression | null;
}

/** `VALUES (…), (…)`: at least one row of at least one expression. */
export interface Values extends Read {
  readonly kind: 'Values';
  readonly rows: readonly (readonly Expression[])[];
}

/** A query in parentheses of its own, which the normal form keeps. */
export interface ParenthesizedSelect extends Read {
  readonly kind: 'ParenthesizedSelect';
  readonly select: Select;
}

/** One column of a SELECT. */
export interface Target extends Read {
  readonly kind: 'Target';
  readonly expression: Expression | Star;
  readonly alias: string | null;
}

/** `ORDER BY` one expression; a null is what was not said. */
export interface OrderItem extends Read {
  readonly kind: 'OrderItem';
  readonly expression: Expression;
  readonly direction: 'ASC' | 'DESC' | null;
  readonly nulls: 'FIRST' | 'LAST' | null;
}

/** A table by its name of one to three parts. */
export interface TableReference extends Read {
  readonly kind: 'TableReference';
  readonly name: readonly string[];
  readonly alias: string | null;
}

/** A function's rows as a table: `generate_series(1, 9) AS g`, `… AS g(n)`. */
export interface TableFunction extends Read {
  readonly kind: 'TableFunction';
  readonly call: FunctionCall;
  readonly alias: string | null;
  /** The name of its one column; only with `alias`. */
  readonly columnAlias: string | null;
}

/** A statement's rows as a table: `[SHOW JOBS] AS j`. */
export interface RowSource extends Read {
  readonly kind: 'RowSource';
  readonly statement: ShowStatement | Select;
  readonly alias: string | null;
}

/** Whatever has a value. */
export type Expression =
  | IntegerLiteral
  | DecimalLiteral
  | StringLiteral
  | BooleanLiteral
  | NullLiteral
  | Placeholder
  | ColumnReference
  | FunctionCall
  | Cast
  | Parenthesized
  | Subquery
  | Operation;

/**
 * The expressions written with an operator. The operand of one is never another one: it is a
 * `Parenthesized`, which the parser puts in where the text had none, as the normal form does.
 */
export type Operation = Unary | Not | Binary | IsNull | In | Between;

/** A column by its name of one to four parts. */
export interface ColumnReference extends Read {
  readonly kind: 'ColumnReference';
  readonly name: readonly string[];
}

/** `*` or `t.*`, of SELECT and of `count(*)`; the latter has no qualifier. */
export interface Star extends Read {
  readonly kind: 'Star';
  readonly qualifier: readonly string[];
}

/** `name(arguments)`. */
export interface FunctionCall extends Read {
  readonly kind: 'FunctionCall';
  readonly name: readonly string[];
  readonly arguments: readonly Expression[] | Star;
}

/** `operand::type`. */
export interface Cast extends Read {
  readonly kind: 'Cast';
  readonly operand: Expression;
  readonly type: TypeName;
}

/** `(expression)`. */
export interface Parenthesized extends Read {
  readonly kind: 'Parenthesized';
  readonly expression: Expression;
}

/** `(select)` as a value. */
export interface Subquery extends Read {
  readonly kind: 'Subquery';
  readonly select: Select;
}

/** `-operand`; a number's minus is part of the number. */
export interface Unary extends Read {
  readonly kind: 'Unary';
  readonly operator: '-';
  readonly operand: Expression;
}

/** `NOT operand`. */
export interface Not extends Read {
  readonly kind: 'Not';
  readonly operand: Expression;
}

/** `left operator right`. */
export interface Binary extends Read {
  readonly kind: 'Binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `operand IS [NOT] NULL`. */
export interface IsNull extends Read {
  readonly kind: 'IsNull';
  readonly operand: Expression;
  readonly negated: boolean;
}

/** `operand [NOT] IN candidates`. */
export interface In extends Read {
  readonly kind: 'In';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly candidates: Tuple | Subquery;
}

/** The list of an IN; the normal form of one item is `(a,)`. */
export interface Tuple extends Read {
  readonly kind: 'Tuple';
  readonly items: readonly Expression[];
}

/** `operand [NOT] BETWEEN low AND high`. */
export interface Between extends Read {
  readonly kind: 'Between';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly low: Expression;
  readonly high: Expression;
}

/** DEFAULT as the value of a setting. */
export interface DefaultValue extends Read {
  readonly kind: 'DefaultValue';
}
