import type { DataCommand } from '@rescind/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../read-command.ts';

const table = { database: 'bank', table: 'accounts' };
const column = { name: 'id', type: 'INT8', nullable: false, primaryKey: true } as const;
const digest = 'a'.repeat(64);
const layer = {
  manifest: 'inserts/01KDVDNA00ZZZZZZZZZZZZZZZZ/manifest',
  sha256: digest,
  rows: 3,
  bytes: 40,
  segments: 1,
};
const options = {
  firstRun: null,
  onPreviousRunning: 'wait',
  onExecutionFailure: 'reschedule',
  ignoreExistingBackups: false,
  updatesLastBackupMetric: false,
} as const;
const restored = { ...table, columns: [column], rows: 3, bytes: 40, index: 0 };
const details = {
  uri: 'nodelocal://1/b',
  subdir: '2026/01/31-235959.99',
  sha256: digest,
  databases: ['bank'],
  tables: [restored],
};

/** One good command of each kind: what is left out here does not compile. */
const GOOD: { readonly [Kind in DataCommand['kind']]: object } = {
  CreateDatabase: { name: 'bank', ifNotExists: true },
  DropDatabase: { name: 'bank', ifExists: false, cascade: true },
  RenameDatabase: { name: 'bank', to: 'shop' },
  CreateTable: { table, columns: [column], ifNotExists: false },
  DropTables: { tables: [table], ifExists: false },
  RenameTable: { table, to: 'clients' },
  InsertRows: { table, id: 60, rows: [[1, 'x', null, true]], layer },
  CreateBackup: { targets: { databases: ['bank'], tables: [table] }, uri: 'u', description: 'd' },
  PublishBackup: { job: '7' },
  CreateRestore: { details, description: 'RESTORE …' },
  CreateStatistics: { name: 's', table, columns: ['id'], description: 'd' },
  CreateSchedule: {
    label: null,
    ifNotExists: false,
    targets: {},
    uri: 'u',
    recurring: '@daily',
    fullBackup: null,
    options,
    statement: 'BACKUP INTO …',
  },
  ControlSchedules: { verb: 'pause', schedules: '7,1x3' },
  CreateUser: { name: 'ann', controlJob: false, ifNotExists: false },
  DropUsers: { names: ['ann'], ifExists: false },
};
const KINDS = Object.keys(GOOD) as DataCommand['kind'][];

const read = (command: unknown): ReturnType<typeof readCommand> =>
  readCommand(
    JSON.stringify({ v: 1, requestId: 'request-1', timeoutMs: 1000, user: 'ann', command }),
    'ann',
  );
const messageFor = (kind: DataCommand['kind'], change: object): string => {
  const result = read({ kind, ...GOOD[kind], ...change });
  return 'refusal' in result ? `${result.refusal.code} ${result.refusal.message}` : 'accepted';
};

describe('a command about data', () => {
  it.each(KINDS)('%s is taken as it is, of the user who sends it', (kind) => {
    expect(read({ kind, ...GOOD[kind] })).toMatchObject({
      command: { kind, ...GOOD[kind], by: { user: 'ann' } },
    });
  });

  it.each(KINDS.flatMap((kind) => Object.keys(GOOD[kind]).map((field) => [kind, field] as const)))(
    '%s with junk for %s is refused by the name of the field',
    (kind, field) => {
      expect(messageFor(kind, { [field]: { junk: [] } })).toContain(`08P01 ${kind}.${field}`);
    },
  );

  it.each(KINDS)('%s with a field that nobody knows is refused', (kind) => {
    expect(messageFor(kind, { by: { user: 'root' } })).toBe(
      `08P01 ${kind}.by is no field of this message`,
    );
  });

  it('without rows or a layer is taken; without its table it is not', () => {
    expect(messageFor('InsertRows', { rows: undefined, layer: undefined })).toBe('accepted');
    expect(messageFor('InsertRows', { table: undefined })).toContain('table is missing');
  });

  const many = (count: number, of: unknown): unknown[] => Array.from({ length: count }, () => of);
  it.each([
    ['CreateTable', { columns: [{ ...column, type: 'INT4' }] }, 'columns[0].type must be one of'],
    ['CreateTable', { columns: many(1001, column) }, 'columns may have 1000 entries, not 1001'],
    ['CreateDatabase', { name: 'x'.repeat(1025) }, 'name must be a text of at most 1024'],
    ['InsertRows', { rows: many(10_001, []) }, 'rows may have 10000 entries, not 10001'],
    ['InsertRows', { rows: [['x'.repeat(65_536)]] }, 'rows may have 65536 characters as JSON'],
    ['InsertRows', { rows: [[1, [2]]] }, 'rows[0][1] must be a text, a number, true, false'],
    [
      'InsertRows',
      { layer: { ...layer, manifest: 'jobs/7/1/manifest-0' } },
      'layer.manifest must be the name of an object under inserts/<ulid>/',
    ],
    ['InsertRows', { layer: { ...layer, sha256: 'A' } }, 'layer.sha256 must be a SHA-256'],
    ['CreateBackup', { targets: { database: ['bank'] } }, 'targets.database is no field'],
    ['CreateRestore', { details: { ...details, subdir: '../x' } }, 'details.subdir must be like'],
    [
      'CreateRestore',
      { details: { ...details, tables: [{ ...restored, table: '' }] } },
      'details.tables[0].table must be a text of 1 to 128 characters',
    ],
    [
      'CreateRestore',
      { details: { ...details, tables: many(2000, restored) } },
      'details may have 262144 characters as JSON',
    ],
    ['CreateSchedule', { options: { ...options, firstRun: 'soon' } }, 'options.firstRun must be'],
    ['ControlSchedules', { schedules: '7,x' }, 'schedules is no list of ids: "x" is no part'],
    ['ControlSchedules', { schedules: '1,1x10000' }, 'schedules may name 10000 at most'],
    ['PublishBackup', { job: '07' }, 'job must be a job id'],
  ] as const)('%s with %j is refused in one clear sentence', (kind, change, message) => {
    expect(messageFor(kind, change)).toContain(`${kind}.${message}`);
    expect(messageFor(kind, change)).toMatch(
      / may (have|name) /.test(message) ? /^54000/ : /^08P01/,
    );
  });

  it('never makes the reader throw, whatever its fields hold', () => {
    const junk = fc.dictionary(
      fc.constantFrom('table', 'columns', 'rows', 'details', 'x'),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), junk, fc.jsonValue(), (kind, fields, value) => {
        read({ kind, ...GOOD[kind], ...fields });
        for (const field of Object.keys(GOOD[kind])) read({ kind, ...GOOD[kind], [field]: value });
      }),
    );
  });
});

describe('CreateJobs', () => {
  const create = (type: string): unknown => read({ kind: 'CreateJobs', type, details: [{}] });

  it.each([
    ['BACKUP', 'jobs of type BACKUP are made by the statement BACKUP … INTO'],
    ['RESTORE', 'jobs of type RESTORE are made by the statement RESTORE … FROM'],
    ['CREATE STATS', 'jobs of type CREATE STATS are made by the statement CREATE STATISTICS'],
    [
      'AUTO CREATE STATS',
      'jobs of type AUTO CREATE STATS are made by the cluster itself; ' +
        'CREATE STATISTICS makes others',
    ],
    [
      'SCHEMA CHANGE GC',
      'jobs of type SCHEMA CHANGE GC are made by the statements DROP TABLE and DROP DATABASE',
    ],
  ])('of type %s is refused with the statement to use', (type, message) => {
    expect(create(type)).toMatchObject({ refusal: { kind: 'invalid', code: '22023', message } });
  });

  it('of a type of one’s own is taken', () => {
    expect(create('backup')).toMatchObject({ command: { jobType: 'backup' } });
  });

  it('with details that could be read but never written is refused', () => {
    const deep = '['.repeat(9000) + ']'.repeat(9000);
    const command = `{"kind":"CreateJobs","type":"copy","details":[${deep}]}`;
    const envelope = '"v":1,"requestId":"request-1","timeoutMs":1000,"user":"ann"';
    const text = `{${envelope},"command":${command}}`;
    expect(readCommand(text, 'ann')).toMatchObject({
      refusal: { code: '08P01', message: 'the command is nested more than 500 levels deep' },
    });
  });
});
