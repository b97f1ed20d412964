// What the engine's two sides say to each other: the session's thread asks for one thing at a time,
// the database's thread answers it.
import type { Column, Row } from '../../value.ts';

/** One thing for the database to do. */
export type Request =
  /** Statements of the engine itself, with all rights. */
  | { readonly kind: 'Run'; readonly sql: string }
  /** Rows of COPY's text format for a relation. */
  | { readonly kind: 'Load'; readonly relation: string; readonly text: Uint8Array<ArrayBuffer> }
  /** Columns of a user's query, whose rows are not looked at. */
  | { readonly kind: 'Describe'; readonly query: GuardedQuery }
  /** Rows of a user's query. */
  | { readonly kind: 'Select'; readonly query: GuardedQuery };

/** A user's query: one statement, carried out with the right to read some relations only. */
export interface GuardedQuery {
  readonly sql: string;
  /** Schemas of the relations that it may read. */
  readonly schemas: readonly string[];
  /** What now() is, in milliseconds since 1970. */
  readonly now: number;
}

/** What comes back; rows in any number of parts, and then `Done`. */
export type Reply =
  /** The database has started; said once, before anything is asked. */
  | { readonly kind: 'Ready' }
  | { readonly kind: 'Rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'Done'; readonly columns: readonly Column[] }
  | { readonly kind: 'Refused'; readonly refusal: DatabaseError }
  /** Nothing more can be asked of this thread; its memory may be damaged. */
  | { readonly kind: 'Broken'; readonly message: string };

/** An error as PostgreSQL gives it. */
export interface DatabaseError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
  /** In the query: characters, counted from 1. */
  readonly position?: number | undefined;
}

/** What the thread is told when it is made. */
export interface ThreadData {
  /** Folder in which a started database may be kept for the next start. */
  readonly cacheFolder: string | undefined;
}
