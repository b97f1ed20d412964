// What users, workers and the leader may do to databases, tables, statistics and schedules, and
// generators of it. Names and jobs are few, so that what happens concerns each other.
import * as fc from 'fast-check';
import type { DataCommand, JobEffect, Report } from '@rescind/shared';

export type Asked = Extract<
  DataCommand,
  {
    readonly kind:
      | 'CreateDatabase'
      | 'DropDatabase'
      | 'RenameDatabase'
      | 'CreateTable'
      | 'DropTables'
      | 'RenameTable'
      | 'CreateBackup'
      | 'CreateRestore'
      | 'CreateStatistics'
      | 'CreateSchedule'
      | 'CreateUser'
      | 'DropUsers';
  }
>;

export type Step =
  | { readonly do: 'ask'; readonly command: Asked }
  /** Rows for the table that is so far down the list; `late`: it was another one when asked. */
  | { readonly do: 'insert'; readonly table: number; readonly rows: number; readonly late: boolean }
  /** A verb for one of the jobs or schedules there are, counted from the newest. */
  | { readonly do: 'control'; readonly verb: 'cancel' | 'pause' | 'resume'; readonly job: number }
  | { readonly do: 'schedule'; readonly verb: 'pause' | 'resume' | 'drop'; readonly nth: number }
  /** The holder of the job says something, with an effect that may be none of its own. */
  | {
      readonly do: 'say';
      readonly job: number;
      readonly word: Report['kind'];
      readonly effect: JobEffect['kind'] | 'right' | 'none';
      readonly late: boolean;
    }
  /** The holder of the job does what a worker of today would do next. */
  | { readonly do: 'work'; readonly job: number }
  | { readonly do: 'set'; readonly name: 'enabled' | 'min_stale_rows'; readonly value: number }
  | { readonly do: 'serve' | 'refresh' | 'fire' | 'publish' | 'die' }
  | { readonly do: 'pass'; readonly seconds: number };

const DATABASES = ['a', 'b', 'c', 'd'];
const TABLES = ['t', 'u'];
const database = fc.constantFrom(...DATABASES);
const table = fc.record({ database, table: fc.constantFrom(...TABLES) });
const ID = { name: 'id', type: 'INT8', nullable: false, primaryKey: true } as const;

/** Databases a and b, the tables a.t and b.u with rows that no statistics know of. */
export const BEGIN: readonly Step[] = [
  ...['a', 'b'].map((name) => {
    return { do: 'ask', command: { kind: 'CreateDatabase', name, ifNotExists: false } } as const;
  }),
  ...[
    { database: 'a', table: 't' },
    { database: 'b', table: 'u' },
  ].map((name) => {
    const command = { kind: 'CreateTable', table: name, columns: [ID] } as const;
    return { do: 'ask', command: { ...command, ifNotExists: false } } as const;
  }),
  { do: 'insert', table: 0, rows: 3, late: false },
  { do: 'insert', table: 1, rows: 3, late: false },
];

const targets = fc.oneof(
  fc.constant({}),
  database.map((name) => ({ databases: [name] })),
  fc.array(table, { minLength: 1, maxLength: 2 }).map((tables) => ({ tables })),
);
const uri = 'nodelocal://1/backups';

const restored = fc
  .record({
    databases: fc.array(fc.constantFrom('b', 'c', 'c', 'd', 'd'), { maxLength: 2 }),
    tables: fc.array(table, { maxLength: 3 }),
  })
  .map(({ databases, tables }) => ({
    uri,
    subdir: '2026/01/01-000000.00',
    sha256: 'digest',
    databases,
    tables: tables.map((name, index) => {
      return { ...name, columns: [ID], rows: 10, bytes: 80, index };
    }),
  }));

const is = <const T>(value: T): fc.Arbitrary<T> => fc.constant(value);

const restore = fc.record({
  kind: is('CreateRestore'),
  details: restored,
  description: is('RESTORE'),
});

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ kind: is('CreateDatabase'), name: database, ifNotExists: fc.boolean() }),
  fc.record({
    kind: is('DropDatabase'),
    name: database,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
  }),
  fc.record({ kind: is('RenameDatabase'), name: database, to: database }),
  {
    weight: 6,
    arbitrary: fc.record({
      kind: is('CreateTable'),
      // Rather into databases that a RESTORE may make.
      table: fc.record({
        database: fc.constantFrom('a', 'b', 'c', 'c', 'd', 'd'),
        table: fc.constantFrom(...TABLES),
      }),
      columns: is([ID]),
      ifNotExists: fc.boolean(),
    }),
  },
  fc.record({
    kind: is('DropTables'),
    tables: fc.array(table, { minLength: 1, maxLength: 2 }),
    ifExists: fc.boolean(),
  }),
  fc.record({ kind: is('RenameTable'), table, to: fc.constantFrom(...TABLES) }),
  fc.record({ kind: is('CreateBackup'), targets, uri: is(uri), description: is('BACKUP') }),
  { weight: 3, arbitrary: restore },
  fc.record({
    kind: is('CreateStatistics'),
    name: fc.constantFrom('s', '__auto__'),
    table,
    columns: is([]),
    description: is('CREATE STATISTICS'),
  }),
  fc.record({
    kind: is('CreateSchedule'),
    label: fc.constantFrom('x', null),
    ifNotExists: fc.boolean(),
    targets,
    uri: is(uri),
    recurring: fc.constantFrom('@hourly', '@daily'),
    fullBackup: is('ALWAYS'),
    options: fc.record({
      firstRun: fc.constantFrom('now' as const, null),
      onPreviousRunning: fc.constantFrom('wait' as const, 'skip' as const, 'start' as const),
      onExecutionFailure: fc.constantFrom(
        'retry' as const,
        'reschedule' as const,
        'pause' as const,
      ),
      ignoreExistingBackups: is(true),
      updatesLastBackupMetric: is(false),
    }),
    statement: is('BACKUP'),
  }),
  fc.record({
    kind: is('CreateUser'),
    name: fc.constantFrom('anna', 'root'),
    controlJob: fc.boolean(),
    ifNotExists: fc.boolean(),
  }),
  fc.record({ kind: is('DropUsers'), names: is(['anna']), ifExists: fc.boolean() }),
);

const nth = fc.nat(3);
const word = fc.constantFrom<Report['kind']>(
  ...([
    'progress',
    'progress',
    'succeeded',
    'succeeded',
    'reverted',
    'reverted',
    'reverted',
  ] as const),
  ...(['stopped', 'stopped', 'failed', 'pause-self', 'revert-failed'] as const),
);
const effect = fc.constantFrom<Extract<Step, { readonly do: 'say' }>['effect']>(
  ...(['right', 'right', 'right', 'right', 'right', 'none'] as const),
  ...(['prepare', 'publish', 'backed-up', 'drop', 'statistics', 'cleared'] as const),
);

const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });

const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(10, fc.record({ do: is('ask'), command: asked })),
  weighted(3, fc.record({ do: is('insert'), table: nth, rows: fc.nat(3), late: fc.boolean() })),
  weighted(
    5,
    fc.record({
      do: is('control'),
      verb: fc.constantFrom(...(['cancel', 'cancel', 'pause', 'resume'] as const)),
      job: nth,
    }),
  ),
  weighted(
    1,
    fc.record({
      do: is('schedule'),
      verb: fc.constantFrom('pause' as const, 'resume' as const, 'drop' as const),
      nth: fc.nat(1),
    }),
  ),
  weighted(12, fc.record({ do: is('work'), job: nth })),
  weighted(
    7,
    fc.record({
      do: is('say'),
      job: nth,
      word,
      effect,
      late: fc.constantFrom(false, false, false, false, true),
    }),
  ),
  weighted(
    1,
    fc.oneof(
      fc.record({ do: is('set'), name: is('enabled'), value: fc.nat(1) }),
      fc.record({ do: is('set'), name: is('min_stale_rows'), value: fc.constantFrom(0, 2, 500) }),
    ),
  ),
  weighted(2, fc.constant({ do: 'serve' })),
  weighted(3, fc.constant({ do: 'refresh' })),
  weighted(2, fc.constant({ do: 'fire' })),
  weighted(2, fc.constant({ do: 'publish' })),
  weighted(1, fc.constant({ do: 'die' })),
  weighted(2, fc.record({ do: is('pass'), seconds: fc.constantFrom(30, 60, 3600, 90_000) })),
);

/** The newest RESTORE, prepared, perhaps of use to others, canceled, and paused while undone. */
const undone: fc.Arbitrary<readonly (readonly Step[])[]> = fc
  .record({
    begun: fc.record({ do: is('ask'), command: restore }),
    others: fc.array(step, { maxLength: 2 }),
    pauses: fc.boolean(),
  })
  .map(({ begun, others, pauses }) => {
    const work: Step = { do: 'work', job: 0 };
    const say = (verb: 'cancel' | 'pause' | 'resume'): Step => ({ do: 'control', verb, job: 0 });
    const paused = pauses ? [[say('pause')], [work], [say('resume')]] : [];
    return [[begun], [work], others, [say('cancel')], [work], ...paused, [work]];
  });

/** Commits of a few steps each; now and then some in a row that chance would hardly put so. */
export const arbitraryHistory: fc.Arbitrary<readonly (readonly Step[])[]> = fc
  .array(
    fc.oneof(
      {
        weight: 30,
        arbitrary: fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => [steps]),
      },
      { weight: 1, arbitrary: undone },
    ),
    { minLength: 15, maxLength: 30, size: 'max' },
  )
  .map((parts) => parts.flat());
