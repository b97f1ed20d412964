// CREATE, DROP and RENAME of databases.
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { invalid } from '../../job/refusal.ts';
import { findDatabase, tablesOf } from '../catalog.ts';
import type { DataCommandBy } from '../commands.ts';
import { gcJob } from './gc.ts';
import { badName, databaseExists, isRefusal, theDatabase } from './names.ts';

type Of<Kind extends DataCommandBy['kind']> = Extract<DataCommandBy, { readonly kind: Kind }>;

export function createDatabase(view: ClusterView, command: Of<'CreateDatabase'>): Decision {
  const { name, ifNotExists, by } = command;
  const wrong = badName(name);
  if (wrong !== undefined) return refuse(wrong);
  const { catalog } = view;
  if (findDatabase(catalog, name) !== undefined) {
    return ifNotExists ? nothing() : refuse(databaseExists(name));
  }
  const database = { id: catalog.nextDescriptorId, name, owner: by.user, job: null };
  return { events: [{ type: 'DatabaseCreated', database, by }], answer: DONE };
}

export function dropDatabase(
  view: ClusterView,
  { name, ifExists, cascade, by }: Of<'DropDatabase'>,
  stamp: Stamp,
): Decision {
  const { catalog } = view;
  const database = theDatabase(catalog, name);
  if (isRefusal(database)) return ifExists ? nothing() : refuse(database);
  const tables = tablesOf(catalog, database.id);
  if (tables.length > 0 && !cascade) {
    return refuse(invalid(`database "${name}" is not empty and RESTRICT was specified`, '2BP01'));
  }
  const filled = tables.find(({ state }) => state === 'offline');
  if (filled !== undefined || database.job !== null) {
    const job = database.job ?? filled?.job ?? '?';
    const hint = `Job ${job} is restoring into it: wait for it, or cancel it.`;
    return refuse(invalid(`cannot drop a database with OFFLINE tables: "${name}"`, '55000', hint));
  }
  const cause = `DROP DATABASE ${name}`;
  return {
    events: [
      ...tables.map(({ id }) => ({ type: 'TableDropped', table: id, by }) as const),
      { type: 'DatabaseDropped', database: database.id, by },
      ...(tables.length === 0
        ? []
        : [gcJob(view, { tables, job: null, cause, owner: by.user }, stamp)]),
    ],
    answer: DONE,
  };
}

export function renameDatabase(
  view: ClusterView,
  { name, to, by }: Of<'RenameDatabase'>,
): Decision {
  const { catalog } = view;
  const database = theDatabase(catalog, name);
  if (isRefusal(database)) return refuse(database);
  if (name === to) return nothing();
  const wrong = badName(to);
  if (wrong !== undefined) return refuse(wrong);
  if (findDatabase(catalog, to) !== undefined) return refuse(databaseExists(to));
  const renamed = { type: 'DatabaseRenamed', database: database.id, name: to, by } as const;
  return { events: [renamed], answer: DONE };
}
