import { openCollection, type JobId, subdirOf } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { equip, lastCommand, type Equipped } from '../testing/statements.ts';
import { jobRowWith, NOW } from '../testing/table-backend.ts';

const URI = 'nodelocal://1/b';
const DAILY = `FOR BACKUP INTO '${URI}' RECURRING '@daily' FULL BACKUP ALWAYS`;

/** The id of a new schedule. */
async function schedule({ last }: Equipped, label: string): Promise<string> {
  const { rows } = await last(`CREATE SCHEDULE '${label}' ${DAILY}`);
  return String(rows![0]![0]);
}

describe('CREATE SCHEDULE FOR BACKUP', () => {
  it('answers the schedule it made', async () => {
    const { last, backend } = equip();
    await last('CREATE TABLE t (a INT)');
    const result = await last(
      `CREATE SCHEDULE nightly FOR BACKUP TABLE t INTO '${URI}' RECURRING '@daily'
       FULL BACKUP ALWAYS
       WITH SCHEDULE OPTIONS first_run = '2024-06-02 03:00', on_previous_running = 'skip'`,
    );
    expect(result.tag).toBe('SCHEDULED BACKUP 1');
    expect(result.columns!.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'schedule_id INT8',
      'label STRING',
      'status STRING',
      'first_run TIMESTAMP',
      'schedule STRING',
      'backup_stmt STRING',
    ]);
    expect(result.rows![0]!.slice(1)).toEqual([
      'nightly',
      'ACTIVE',
      Date.UTC(2024, 5, 2, 3),
      '@daily',
      `BACKUP TABLE defaultdb.public.t INTO '${URI}' WITH detached`,
    ]);
    expect(lastCommand(backend)).toMatchObject({
      kind: 'CreateSchedule',
      options: { onPreviousRunning: 'skip', onExecutionFailure: 'reschedule' },
      targets: { tables: [{ database: 'defaultdb', table: 't' }] },
    });
  });

  it('says what it does that nobody asked for', async () => {
    const { last } = equip();
    const { notices } = await last(`CREATE SCHEDULE FOR BACKUP INTO '${URI}' RECURRING '@hourly'`);
    expect(notices).toHaveLength(1);
  });

  it('says when it runs first, even if it has run or is gone by then', async () => {
    const { last, backend } = equip();
    backend.schedules = () => Promise.resolve([]);
    const text = `CREATE SCHEDULE FOR BACKUP INTO '${URI}' RECURRING '@weekly'`;
    expect((await last(text)).rows![0]![3]).toBe(NOW);
    const later = await last(`${text} FULL BACKUP ALWAYS`);
    expect(later.rows![0]![3]).toBe(Date.UTC(2024, 5, 2));
  });

  it('passes a label over that is in use, if it is told to', async () => {
    const equipped = equip();
    await schedule(equipped, 'x');
    const result = await equipped.last(`CREATE SCHEDULE IF NOT EXISTS 'x' ${DAILY}`);
    expect(result).toMatchObject({ tag: 'SCHEDULED BACKUP 0', rows: [] });
    expect(result.notices).toEqual(['schedule "x" already exists, skipping']);
  });

  it('wants a collection without backups, unless it is told to ignore them', async () => {
    const { last, error, storage } = equip();
    const collection = openCollection(storage.collection(URI));
    const manifest = { v: 1, jobId: '5' as JobId, at: NOW, databases: [], tables: [] } as const;
    await collection.writeManifest(subdirOf(NOW), manifest);
    expect(await error(`CREATE SCHEDULE ${DAILY}`)).toMatch(
      /^XXUUU: backups already created in nodelocal:\/\/1\/b; to ignore existing backups/,
    );
    const text = `CREATE SCHEDULE ${DAILY} WITH SCHEDULE OPTIONS ignore_existing_backups`;
    expect((await last(text)).rows).toHaveLength(1);
  });

  it.each([
    [DAILY.replace("'@daily'", "'never'"), 'XXUUU: error parsing schedule expression: "never"'],
    [`${DAILY} WITH SCHEDULE OPTIONS nonsense`, 'XXUUU: invalid option "nonsense"'],
    [DAILY.replace('BACKUP', 'BACKUP DATABASE x'), '3D000: database "x" does not exist'],
    [DAILY.replace('BACKUP', 'BACKUP TABLE x'), '42P01: relation "defaultdb.public.x" does not'],
    [DAILY.replace(' RECURRING', ' WITH revision_history RECURRING'), '0A000: option "revision'],
  ])('refuses %s', async (rest, message) => {
    const { error, backend } = equip();
    expect(await error(`CREATE SCHEDULE ${rest}`)).toContain(message);
    expect(backend.decided.schedules()).toEqual([]);
  });
});

describe('SHOW SCHEDULES', () => {
  it('shows those that are asked for', async () => {
    const equipped = equip();
    const { rows, last } = equipped;
    const [a, b] = [await schedule(equipped, 'a'), await schedule(equipped, 'b')];
    await last(`PAUSE SCHEDULE ${a}`);
    const labels = (text: string) => rows(`SELECT label FROM [${text}]`);
    expect(await labels('SHOW SCHEDULES')).toEqual(['a', 'b']);
    expect(await labels('SHOW RUNNING SCHEDULES')).toEqual(['b']);
    expect(await labels('SHOW PAUSED SCHEDULES FOR BACKUP')).toEqual(['a']);
    expect(await labels('SHOW SCHEDULES FOR SQL STATISTICS')).toEqual([]);
    expect(await labels(`SHOW SCHEDULE ${b}`)).toEqual(['b']);
    expect(await labels('SHOW SCHEDULE 77')).toEqual([]);
    expect((await last('SHOW SCHEDULES')).columns).toHaveLength(10);
  });
});

describe('PAUSE, RESUME and DROP SCHEDULES', () => {
  it('count schedules that there are, changed or not', async () => {
    const equipped = equip();
    const { last, backend } = equipped;
    const tag = async (text: string) => (await last(text)).tag;
    const id = await schedule(equipped, 'a');
    await schedule(equipped, 'a');
    expect(await tag("PAUSE SCHEDULES SELECT id FROM [SHOW SCHEDULES] WHERE label = 'a'")).toBe(
      'PAUSE SCHEDULES 2',
    );
    expect(await tag(`PAUSE SCHEDULE ${id}`)).toBe('PAUSE SCHEDULES 1');
    expect(await tag(`RESUME SCHEDULES VALUES (${id}), (77), (NULL)`)).toBe('RESUME SCHEDULES 1');
    expect(await tag(`DROP SCHEDULE ${id}`)).toBe('DROP SCHEDULES 1');
    const before = backend.commands.length;
    expect(await tag('DROP SCHEDULE NULL; DROP SCHEDULE -1')).toBe('DROP SCHEDULES 0');
    expect(backend.commands).toHaveLength(before);
  });

  it('say what is wrong with an id', async () => {
    const { error } = equip();
    expect(await error('PAUSE SCHEDULE true')).toBe(
      '42601: PAUSE SCHEDULES data column 1 (schedule_id) must be of type int, not type bool',
    );
    expect(await error('DROP SCHEDULES VALUES (1, 2)')).toBe(
      '42601: too many columns in DROP SCHEDULES data',
    );
  });
});

describe('CANCEL, PAUSE and RESUME JOBS FOR SCHEDULES', () => {
  const STATUSES = [
    'pending',
    'running',
    'paused',
    'failed',
    'succeeded',
    'canceled',
    'reverting',
    'pause-requested',
    'cancel-requested',
  ];

  it.each([
    ['PAUSE', 'PAUSE JOBS FOR SCHEDULES 3'],
    ['RESUME', 'RESUME JOBS FOR SCHEDULES 1'],
    ['CANCEL', 'CANCEL JOBS FOR SCHEDULES 3'],
  ])('%s takes jobs in its statuses and passes the others over', async (verb, tag) => {
    const { last, backend } = equip();
    backend.rows = STATUSES.map((status, i) => jobRowWith({ job_id: String(i + 1), status }));
    backend.madeBy.set(
      '9',
      backend.rows.map((row) => row.job_id),
    );
    expect((await last(`${verb} JOBS FOR SCHEDULE 9`)).tag).toBe(tag);
    expect(lastCommand(backend)).toMatchObject({ kind: 'ControlJobs', selectedAt: 100 });
    expect(backend.commands[0]!.statement).toBe(`${verb} JOBS FOR SCHEDULES VALUES (_)`);
  });

  it('take none of a schedule that made none, and never all', async () => {
    const { last, backend } = equip();
    backend.rows = [jobRowWith({})];
    const { tag } = await last('CANCEL JOBS FOR SCHEDULE 8; CANCEL JOBS FOR SCHEDULE NULL');
    expect([tag, backend.commands]).toEqual(['CANCEL JOBS FOR SCHEDULES 0', []]);
    expect((await last('SHOW JOBS FOR SCHEDULE NULL')).rows).toEqual([]);
  });

  it('select again when a job moved meanwhile', async () => {
    const { last, backend } = equip();
    backend.rows = [jobRowWith({ job_id: '1' })];
    backend.madeBy.set('9', ['1']);
    backend.refusals.push({ kind: 'changed', code: '40001', message: 'job 1 changed' });
    expect((await last('CANCEL JOBS FOR SCHEDULES VALUES (9), (8)')).tag).toBe(
      'CANCEL JOBS FOR SCHEDULES 1',
    );
    expect(backend.queries).toHaveLength(2);
  });

  it('are those that SHOW JOBS FOR SCHEDULES shows, of any age', async () => {
    const { rows, backend } = equip();
    backend.rows = ['1', '2', '3'].map((job_id) => jobRowWith({ job_id, finished: 1 }));
    backend.madeBy.set('9', ['1', '3']);
    expect(await rows('SELECT job_id FROM [SHOW JOBS FOR SCHEDULE 9]')).toEqual(['3', '1']);
  });
});
