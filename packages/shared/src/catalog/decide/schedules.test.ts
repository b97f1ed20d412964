import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import type { Schedule } from '../../schedule/schedule.ts';
import { Draft } from '../../cluster/draft.ts';
import { evolve } from '../../cluster/evolve.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  COLLECTION,
  controlSchedules,
  createSchedule,
  createUser,
  dropUsers,
} from '../../testing/data-commands.ts';
import { DAY, MIDNIGHT, nightly } from '../../testing/nightly.ts';

describe('CREATE SCHEDULE', () => {
  it('records what is to be run, by whom and when', () => {
    const { cluster, id, schedule } = nightly({}, { by: { user: 'anna' } });
    expect(cluster.words).toEqual([`ScheduleCreated ${id}`]);
    expect(schedule()).toMatchObject({
      id,
      label: 'nightly',
      owner: 'anna',
      created: MIDNIGHT,
      cron: '@daily',
      nextRun: MIDNIGHT,
      state: '',
      backup: { targets: {}, uri: COLLECTION, incremental: false, statement: 'BACKUP' },
    });
  });

  it('is answered with the row of what was made', () => {
    const { answer } = dataCluster().run(createSchedule({ firstRun: 'now' }));
    expect(answer).toEqual({
      ok: true,
      kind: 'scheduled',
      schedules: [
        {
          schedule_id: expect.stringMatching(/^\d+$/) as unknown,
          label: 'nightly',
          status: 'ACTIVE',
          first_run: MIDNIGHT,
          schedule: '@daily',
          backup_stmt: 'BACKUP',
        },
      ],
    });
  });

  it('gives ids that rise, and none twice after a drop', () => {
    const cluster = dataCluster();
    const first = cluster.schedules(createSchedule());
    cluster.does(controlSchedules('drop', first));
    const second = cluster.schedules(createSchedule());
    expect(BigInt(second)).toBe(BigInt(first) + 1n);
    const [a, b] = cluster.batch([[createSchedule()], [createSchedule()]]);
    expect(a!.answer).not.toEqual(b!.answer);
    expect(cluster.state.catalog.schedules.size).toBe(3);
  });

  it('IF NOT EXISTS goes by the label, and says so', () => {
    const { cluster } = nightly();
    const again = createSchedule({}, { ifNotExists: true });
    expect(cluster.run(again)).toEqual({
      events: [],
      answer: {
        ok: true,
        kind: 'scheduled',
        schedules: [],
        notices: ['schedule "nightly" already exists, skipping'],
      },
    });
    cluster.schedules(createSchedule({}, { ifNotExists: true, label: 'weekly' }));
    cluster.schedules(createSchedule({}, { ifNotExists: true, label: null }));
    cluster.schedules(createSchedule());
    expect(cluster.state.catalog.schedules.size).toBe(4);
  });

  it('says what a user of CockroachDB would not expect', () => {
    const { answer } = dataCluster().run(createSchedule({}, { fullBackup: null }));
    expect(answer).toMatchObject({
      notices: [expect.stringContaining('each run of this schedule makes a full backup')],
    });
    expect(dataCluster().run(createSchedule()).answer).not.toHaveProperty('notices');
  });

  it('is refused for what is no cron', () => {
    expect(refusalOf(dataCluster(), createSchedule({}, { recurring: 'at noon' }))).toEqual([
      'XXUUU',
      'error parsing schedule expression: "at noon"; it must be a valid cron expression',
    ]);
  });
});

describe('PAUSE, RESUME and DROP SCHEDULES', () => {
  it('count those that are there, each once, and whatever they do', () => {
    const { cluster, id } = nightly();
    const other = cluster.schedules(createSchedule());
    for (const verb of ['pause', 'pause', 'resume', 'resume', 'drop'] as const) {
      const { answer } = cluster.run(controlSchedules(verb, id, '99', other, id));
      expect(answer).toEqual({ ok: true, kind: 'schedules', count: 2 });
    }
    const { answer } = cluster.run(controlSchedules('drop', id, other));
    expect(answer).toEqual({ ok: true, kind: 'schedules', count: 0 });
  });

  it('record only what changed, and who wanted it', () => {
    const { cluster, id, schedule } = nightly();
    const before = schedule();
    cluster.does(controlSchedules('pause', id));
    expect(cluster.newest).toEqual([
      {
        type: 'ScheduleChanged',
        schedule: { ...before, nextRun: null },
        by: { user: 'root' },
      },
    ]);
    expect(cluster.does(controlSchedules('pause', id)).newest).toEqual([]);
    cluster.does(controlSchedules('resume', id));
    expect(schedule().nextRun).toBe(MIDNIGHT + DAY);
    expect(cluster.does(controlSchedules('resume', id)).newest).toEqual([]);
    cluster.does(controlSchedules('drop', id));
    expect(cluster.newest).toEqual([
      { type: 'ScheduleDropped', schedule: id, by: { user: 'root' } },
    ]);
  });

  it('refuse the whole where one cannot be resumed, and what is no list', () => {
    const { cluster, id, schedule } = nightly();
    const other = cluster.schedules(createSchedule());
    cluster.does(controlSchedules('pause', other));
    put(cluster, { ...schedule(), cron: null, nextRun: null });
    expect(refusalOf(cluster, controlSchedules('resume', other, id))).toEqual([
      'XXUUU',
      `cannot set next run for schedule ${id} (empty schedule)`,
    ]);
    expect(cluster.state.catalog.schedules.get(other)!.nextRun).toBeNull();
    const garbage = { ...controlSchedules('pause', id), schedules: '1,x' } as Command;
    expect(refusalOf(cluster, garbage)[0]).toBe('22P02');
  });
});

/** A schedule as no statement of today makes it. */
function put(cluster: DataCluster, schedule: Schedule): void {
  const draft = new Draft(cluster.state);
  const n = cluster.state.n + 1;
  evolve(draft, { type: 'ScheduleChanged', schedule }, { at: cluster.now, n });
  draft.adopt(n, cluster.now, 'hash');
}

it('whoever owns a schedule cannot be dropped', () => {
  const { cluster, id } = nightly({}, { by: { user: 'anna' } });
  cluster.does(createUser('anna'));
  expect(refusalOf(cluster, dropUsers(['anna'], true))).toEqual([
    '2BP01',
    `cannot drop role/user anna: owner of schedule ${id}`,
  ]);
  cluster.does(controlSchedules('drop', id), dropUsers(['anna']));
});
