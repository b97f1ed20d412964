// The relations of one query: made when its sources are known, filled when it is known to make
// sense, dropped when it is over. They stand in schemas that no other query may look into.
import type { SourceTable } from '../../engine.ts';
import { SqlError } from '../../sql-error.ts';
import { copyTexts, definitionOf, quoted } from './relation.ts';
import type { Request } from './requests.ts';
import type { Answer } from './thread.ts';

export interface Workspace {
  readonly schemas: readonly string[];
  /** Makes a relation of a source that has no name. */
  addSource(table: SourceTable): Promise<string>;
  /** Makes a relation that is called as the table is. */
  addTable(name: string, table: SourceTable): Promise<string>;
  /** Reads the rows of all sources into their relations. */
  load(): Promise<void>;
  /** Statements that leave nothing of it behind. */
  drops(): readonly string[];
}

/** A workspace in schemas whose names begin with `prefix`. */
export function createWorkspace(
  prefix: string,
  ask: (request: Request) => Promise<Answer>,
): Workspace {
  /** By schema the names in it. */
  const schemas = new Map<string, Set<string>>();
  const relations: { readonly relation: string; readonly table: SourceTable }[] = [];

  const run = async (request: Request): Promise<void> => {
    const answer = await ask(request);
    if ('refusal' in answer) throw new SqlError(answer.refusal);
  };

  const add = async (name: string, table: SourceTable): Promise<string> => {
    const free = [...schemas].find(([, names]) => !names.has(name))?.[0];
    const schema = free ?? `${prefix}_${schemas.size}`;
    const relation = `${schema}.${quoted(name)}`;
    const definition = definitionOf(relation, table.columns);
    const sql = free === undefined ? `CREATE SCHEMA ${schema}; ${definition}` : definition;
    schemas.set(schema, (schemas.get(schema) ?? new Set<string>()).add(name));
    await run({ kind: 'Run', sql });
    relations.push({ relation, table });
    return relation;
  };

  return {
    get schemas() {
      return [...schemas.keys()];
    },
    addSource: (table) => add(`rescind_r${relations.length}`, table),
    addTable: add,
    async load() {
      for (const { relation, table } of relations) {
        for await (const text of copyTexts(table)) await run({ kind: 'Load', relation, text });
      }
    },
    drops: () => [...schemas.keys()].map((schema) => `DROP SCHEMA IF EXISTS ${schema} CASCADE`),
  };
}
