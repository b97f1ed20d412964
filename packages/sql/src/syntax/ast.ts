/**
 * The tree. Every node is plain readonly data with a `kind` and the `span` of text it was read
 * from. The tree holds what the normal form holds: `CANCEL JOB 1` and `CANCEL JOBS VALUES (1)` are
 * the same tree, and so `parse(print(tree))` equals `tree`.
 */

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

/** What may stand between two semicolons. */
export type Statement = ControlJobs | ShowStatement | SetClusterSetting | CreateJob | Select;

/** The statements that begin with SHOW, which may also stand in brackets as a row source. */
export type ShowStatement = ShowJobs | ShowClusterSetting | ShowClusterSettings;

/** `CANCEL | PAUSE | RESUME JOBS …`. The singular form is a `Values` of one row. */
export interface ControlJobs extends Read {
  readonly kind: 'ControlJobs';
  readonly command: 'CANCEL' | 'PAUSE' | 'RESUME';
  readonly jobs: Select;
  /** WITH REASON; always null for RESUME. */
  readonly reason: StringLiteral | Placeholder | null;
}

/** `SHOW [AUTOMATIC] JOBS` and `SHOW JOBS [WHEN COMPLETE] …`. */
export interface ShowJobs extends Read {
  readonly kind: 'ShowJobs';
  /** Only without `jobs`. */
  readonly automatic: boolean;
  /** Only with `jobs`. */
  readonly whenComplete: boolean;
  readonly jobs: Select | null;
}

/** `SET CLUSTER SETTING name = value`; RESET is the value DEFAULT. */
export interface SetClusterSetting extends Read {
  readonly kind: 'SetClusterSetting';
  /** The parts joined by dots. */
  readonly name: string;
  readonly value: Expression | DefaultValue;
}

/** `SHOW CLUSTER SETTING name`. */
export interface ShowClusterSetting extends Read {
  readonly kind: 'ShowClusterSetting';
  readonly name: string;
}

/** `SHOW { PUBLIC | ALL } CLUSTER SETTINGS`. */
export interface ShowClusterSettings extends Read {
  readonly kind: 'ShowClusterSettings';
  readonly which: 'PUBLIC' | 'ALL';
}

/** `CREATE JOB type WITH DETAILS = '<json>'`, an extension; the JSON is not looked into. */
export interface CreateJob extends Read {
  readonly kind: 'CreateJob';
  readonly type: string;
  readonly details: StringLiteral | Placeholder;
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
  readonly from: TableReference | RowSource | null;
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

/** The operators between two expressions; `<>` is `!=`. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'LIKE'
  | 'NOT LIKE'
  | 'ILIKE'
  | 'NOT ILIKE'
  | 'AND'
  | 'OR';

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

/** Any node. */
export type Node =
  | Statement
  | Expression
  | DefaultValue
  | OrderItem
  | ParenthesizedSelect
  | RowSource
  | SelectClause
  | Star
  | TableReference
  | Target
  | Tuple
  | TypeName
  | Values;
