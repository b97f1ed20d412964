// The public names of @rescind/sql.
export { parse } from './syntax/parser.ts';
export { print } from './syntax/printer.ts';
export type { PrintOptions } from './syntax/printer.ts';
export { SqlSyntaxError } from './syntax/syntax-error.ts';
export type { OpaqueSelect, Query, Select, ShowStatement } from './syntax/ast.ts';
export type { Statement } from './syntax/statement.ts';

export type { Backend, CatalogContents, JobRowsQuery } from './backend.ts';
export { createClientBackend } from './client-backend.ts';
export type { BackendClient } from './client-backend.ts';
export { SqlError } from './sql-error.ts';
export type { SqlErrorFacts } from './sql-error.ts';
export { createSession } from './session.ts';
export type { Session, SessionOptions } from './session.ts';
export type { SessionPorts } from './session/means.ts';
export type { StatementResult } from './result.ts';
export type { Column, Relation, Row, SqlType, Value } from './value.ts';
export { selectJobIds } from './select-job-ids.ts';
export type { SelectedJobs } from './select-job-ids.ts';
export { createSmallEngine } from './engine/small.ts';
export type { EqualityFilter, RowSources, SelectionEngine, SourceTable } from './engine.ts';
export { renderError, renderResult } from './render.ts';
export type { ResultFormat } from './render.ts';
