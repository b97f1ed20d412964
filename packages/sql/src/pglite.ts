// Subpath `@rescind/sql/pglite`: the engine that needs a database, for processes that may load one.
export { createLayeredEngine } from './engine/layered.ts';
export { createPgliteEngine } from './engine/pglite.ts';
export type { PgliteEngine, PgliteOptions } from './engine/pglite.ts';
