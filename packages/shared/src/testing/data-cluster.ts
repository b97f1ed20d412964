// A cluster with databases, tables and a worker for every built-in job, for tests to start from.
// Its commits read as lists of sentences, so that a test can say what happened in which order.
import { expect } from 'vitest';
import { findDatabase, findTable } from '../catalog/catalog.ts';
import type { CatalogEvent } from '../catalog/events.ts';
import type { Database, Table } from '../catalog/descriptor.ts';
import { BUILT_IN_TYPES, SCHEMA_CHANGE_GC, type JobEffect } from '../catalog/job-details.ts';
import type { Answer } from '../cluster/answer.ts';
import type { Command } from '../cluster/commands.ts';
import type { ClusterEvent } from '../cluster/events.ts';
import { decodeIds, type IdList } from '../job/id-list.ts';
import type { Job } from '../job/job.ts';
import type { JobId } from '../job/job-id.ts';
import { statusOf } from '../job/place.ts';
import type { Report } from '../job/report.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import { clusterOf, idsOf, session, W1, type Cluster } from './decider-spec.ts';
import { createDatabase, createTable, tableName } from './data-commands.ts';

/** What a worker says, without of which job and under which fence. */
export type Said = Report extends infer R
  ? R extends unknown
    ? Omit<R, 'job' | 'fence' | 'effect'> & { readonly effect?: JobEffect }
    : never
  : never;

export interface DataCluster extends Cluster {
  /** Carries out what must be done, one commit each. */
  does(...commands: readonly Command[]): DataCluster;
  /** Carries out what makes one job, and says which. */
  makes(command: Command): JobId;
  /** Makes one schedule, and says which. */
  schedules(command: Command): ScheduleId;
  /** Worker W1 claims the job and says something of it; without words it only claims. */
  works(job: JobId, ...said: readonly Said[]): Answer;
  /** Asks for a cancel, and the run stops: the job is reverting. */
  cancels(job: JobId): void;
  status(job: JobId): string;
  /** The newest commit in words, outcomes of requests left out. */
  readonly words: readonly string[];
  table(name: string): Table;
  database(name: string): Database;
  readonly tables: readonly string[];
  readonly databases: readonly string[];
  /** Jobs of a type that have not ended. */
  active(type: string): readonly Job[];
}

/** Databases and tables `bank.accounts`, `bank.loans` (53 and 54) and the empty `shop` (55). */
export function dataCluster(): DataCluster {
  const types = [...BUILT_IN_TYPES].map((name) => {
    return { name, cancelable: name !== SCHEMA_CHANGE_GC };
  });
  const cluster = clusterOf(session(W1, { types }));
  const made = extended(cluster);
  return made.does(
    createDatabase('bank'),
    createTable('bank.accounts'),
    createTable('bank.loans'),
    createDatabase('shop'),
  );
}

function extended(cluster: Cluster): DataCluster {
  const { state } = cluster;
  const asked = (command: Command): Answer => {
    const { answer } = cluster.run(command);
    expect(answer).toMatchObject({ ok: true });
    return answer;
  };
  const made: DataCluster = Object.create(cluster, {
    words: { get: () => cluster.newest.flatMap((event) => inWords(event)) },
    tables: { get: () => tableNames(cluster) },
    databases: { get: () => [...state.catalog.databases.values()].map(({ name }) => name).sort() },
  }) as DataCluster;
  const own: Partial<DataCluster> = {
    does(...commands) {
      for (const command of commands) asked(command);
      return made;
    },
    makes(command) {
      const [id] = decodeIds((asked(command) as { readonly jobs: IdList }).jobs);
      return id!;
    },
    schedules(command) {
      const { schedules } = asked(command) as Extract<Answer, { readonly kind: 'scheduled' }>;
      return schedules[0]!.schedule_id as ScheduleId;
    },
    works(job, ...said) {
      if (cluster.job(job).session === null) {
        asked({ kind: 'ClaimJobs', claims: [{ session: W1, jobs: idsOf(job) }] });
      }
      let answer: Answer = { ok: true, kind: 'done' };
      for (const each of said) {
        const report = { ...each, job, fence: cluster.job(job).fence } as Report;
        answer = cluster.run({ kind: 'Report', session: W1, reports: [report] }).answer;
      }
      return answer;
    },
    cancels(job) {
      asked({ kind: 'ControlJobs', verb: 'cancel', jobs: idsOf(job), by: { user: 'root' } });
      if (cluster.job(job).session === null) asked({ kind: 'ServeRequests', jobs: idsOf(job) });
      else made.works(job, { kind: 'stopped' });
    },
    status: (job) => statusOf(cluster.job(job).place),
    table: (name) => findTable(state.catalog, tableName(name))!,
    database: (name) => findDatabase(state.catalog, name)!,
    active(type) {
      return [...state.jobs.values()].filter((job) => job.type === type && job.place.includes('.'));
    },
  };
  return Object.assign(made, own);
}

function tableNames({ state: { catalog } }: Cluster): readonly string[] {
  return [...catalog.tables.values()]
    .map(({ database, name, state }) => {
      const within = catalog.databases.get(database)?.name ?? '?';
      return `${within}.${name}${state === 'public' ? '' : ` (${state})`}`;
    })
    .sort();
}

/** One sentence, or none for the outcome of a request. */
function inWords(event: ClusterEvent): readonly string[] {
  if (event.type === 'RequestDecided') return [];
  if ('jobs' in event) {
    const what = event.type === 'JobCreated' ? event.jobType : event.jobs;
    return [`${event.type} ${what}`];
  }
  return [`${event.type} ${nameIn(event as CatalogEvent)}`.trim()];
}

function nameIn(event: CatalogEvent): string {
  if ('database' in event) return shortly(event.database);
  if ('table' in event) return shortly(event.table);
  if ('tables' in event) return event.tables.map(shortly).join(' ');
  if ('schedule' in event) return shortly(event.schedule);
  if ('user' in event) return shortly(event.user);
  return event.job;
}

function shortly(
  what: number | string | { readonly id?: unknown; readonly name?: string },
): string {
  return typeof what === 'object' ? (what.name ?? String(what.id)) : String(what);
}

/** SQLSTATE and text of a refusal, which changes nothing. */
export function refusalOf(cluster: Cluster, command: Command): readonly string[] {
  const { events, answer } = cluster.run(command);
  expect(events).toEqual([]);
  return answer.ok ? ['not refused'] : [answer.refusal.code, answer.refusal.message];
}
