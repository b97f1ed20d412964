// What SQL answers when it does not answer rows: code, message and whatever helps the person who
// typed it. Everything this package throws at a client is one of these.
import type { Refusal } from '@rescind/shared';
import type { StatementResult } from './result.ts';
import type { OpaqueSelect } from './syntax/ast.ts';
import { offsetInSource } from './syntax/opaque-offset.ts';
import type { SqlSyntaxError } from './syntax/syntax-error.ts';
import { positionAt } from './text-position.ts';

export interface SqlErrorFacts {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Where in the whole text the error lies: characters, counted from 1. */
  readonly position?: number | undefined;
  /** The same as a UTF-16 offset from 0, as long as nobody with the text has turned it round. */
  readonly offset?: number | undefined;
  /** The query whose text `offset` is about, when it is not the whole text that was typed. */
  readonly query?: OpaqueSelect | undefined;
  /** Answers of the statements of the same text that were carried out before this one. */
  readonly results?: readonly StatementResult[] | undefined;
}

/** A statement that was not carried out. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  readonly offset: number | undefined;
  readonly query: OpaqueSelect | undefined;
  readonly results: readonly StatementResult[];

  constructor(facts: SqlErrorFacts, options?: ErrorOptions) {
    super(facts.message, options);
    this.code = facts.code;
    this.detail = facts.detail;
    this.hint = facts.hint;
    this.position = facts.position;
    this.offset = facts.offset;
    this.query = facts.query;
    this.results = facts.results ?? [];
  }

  /** The same error, knowing more. */
  with(more: Partial<SqlErrorFacts>): SqlError {
    const { code, message, detail, hint, position, offset, query, results } = this;
    const facts = { code, message, detail, hint, position, offset, query, results, ...more };
    return new SqlError(facts, { cause: this.cause ?? this });
  }
}

/** Where in the text something was read; nodes of the tree have it. */
interface Read {
  readonly span: { readonly start: number; readonly end: number };
}

/** An error about a part of the statement; a node that was built, not read, gives no position. */
export function errorAt(node: Read, code: string, message: string, hint?: string): SqlError {
  const offset = node.span.end === 0 ? undefined : node.span.start;
  return new SqlError({ code, message, hint, offset });
}

/** `0A000` with a sentence that names what is not supported. */
export function unsupported(node: Read, what: string, hint?: string): SqlError {
  return errorAt(node, '0A000', `${what} is not supported`, hint);
}

/** Whether an error only says that something is not known here: somebody else may know it. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof SqlError && error.code === '0A000';
}

/** The error of a text that is no sentence of the language. */
export function syntaxErrorOf(error: SqlSyntaxError): SqlError {
  const { sqlstate: code, message, detail, hint, position } = error;
  return new SqlError({ code, message, detail, hint, position }, { cause: error });
}

/** The error of a command or query that the cluster refused. */
export function refusalError({ code, message, hint }: Refusal): SqlError {
  return new SqlError({ code, message, hint });
}

/** The error with its position counted out in the text it is about. */
export function located(error: SqlError, text: string): SqlError {
  const { offset, query, position } = error;
  if (offset === undefined || position !== undefined) return error;
  const at = query === undefined ? offset : offsetInSource(text, query, offset);
  return error.with({ position: positionAt(text, at) });
}
