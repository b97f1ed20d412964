import type { JobId, Report } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld, type World } from './testing/world.ts';

const tooLarge = { kind: 'too-large', code: '54000', message: 'too large' } as const;
const away = { kind: 'unavailable', code: '57P03', message: 'no proven leader' } as const;

async function startRuns(
  count: number,
): Promise<World & { readonly finish: (...jobs: number[]) => void }> {
  const job = createScriptedJob();
  const world = await startWorld([job.definition]);
  const ids = Array.from({ length: count }, (_, i) => String(i + 1) as JobId);
  world.leader.push(...ids.map((id) => task({ job: id })));
  await world.settle();
  return {
    ...world,
    finish(...jobs) {
      for (const each of jobs) job.runs[each - 1]!.finish();
    },
  };
}

const jobsOf = (reports: readonly Report[]): number[] => reports.map(({ job }) => Number(job));

describe('reports', () => {
  it('of runs that end in one turn travel in one message', async () => {
    const { leader, finish, settle } = await startRuns(5);
    finish(1, 2, 3, 4, 5);
    await settle();
    expect(leader.of('report').map(({ reports }) => jobsOf(reports))).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('that come while a message is under way wait, and go together', async () => {
    const { leader, finish, settle } = await startRuns(4);
    leader.hold.add('report');
    finish(1);
    await settle();
    finish(2);
    await settle();
    finish(3, 4);
    await settle();
    expect(leader.of('report').length).toBe(1);
    leader.hold.clear();
    leader.release();
    await settle();
    expect(leader.of('report').map(({ reports }) => jobsOf(reports))).toEqual([[1], [2, 3, 4]]);
  });

  it('are never more than 4096 in a message', async () => {
    const { leader, finish, settle } = await startRuns(5000);
    finish(...Array.from({ length: 5000 }, (_, i) => i + 1));
    await settle();
    expect(leader.of('report').map(({ reports }) => reports.length)).toEqual([4096, 904]);
  });

  it('are repeated word for word until they are answered', async () => {
    const { leader, finish, pass } = await startRuns(2);
    leader.mute.add('report');
    finish(1);
    await pass(500);
    finish(2);
    await pass(2000);
    leader.mute.clear();
    await pass(1000);
    expect(leader.of('report').map(({ reports }) => jobsOf(reports))).toEqual([
      [1],
      [1],
      [1],
      [1],
      [2],
    ]);
  });

  it('wait for somebody who leads', async () => {
    const { leader, finish, pass, log } = await startRuns(1);
    leader.override = () => ({ v: 1, ok: false, kind: 'refused', error: away });
    finish(1);
    await pass(300);
    expect(leader.reports).toEqual([]);
    expect(log).toEqual(['reports are not taken: no proven leader']);
    leader.override = undefined;
    await pass(50);
    expect(jobsOf(leader.reports)).toEqual([1]);
  });

  it('are divided when the leader finds them too large together', async () => {
    const { leader, finish, settle } = await startRuns(4);
    leader.override = (request) =>
      request.kind === 'report' && request.reports.length > 1
        ? { v: 1, ok: false, kind: 'refused', error: tooLarge }
        : undefined;
    finish(1, 2, 3, 4);
    await settle();
    expect(jobsOf(leader.reports)).toEqual([1, 2, 3, 4]);
  });

  it('are divided when the broker takes no message of that size', async () => {
    const { leader, finish, settle, pass, bus } = await startRuns(4);
    const request = bus.request.bind(bus);
    bus.request = (subject, data, options) =>
      (JSON.parse(data) as { reports?: readonly unknown[] }).reports?.length === 4
        ? Promise.reject(new RangeError('more than the server takes'))
        : request(subject, data, options);
    finish(1, 2, 3, 4);
    await settle();
    await pass(100);
    expect(jobsOf(leader.reports)).toEqual([1, 2, 3, 4]);
  });

  it('of one that are stale do not hold up the others', async () => {
    const { leader, finish, settle, worker } = await startRuns(3);
    leader.stale = ({ job }) => job === '2';
    finish(1, 2, 3);
    await settle();
    expect(worker.held()).toEqual([]);
  });

  it('are dropped with the session when the leader says it is gone', async () => {
    const { leader, finish, settle } = await startRuns(1);
    const [first] = leader.sessions;
    leader.override = (request) =>
      request.kind === 'report' ? { v: 1, ok: false, kind: 'gone' } : undefined;
    finish(1);
    await settle();
    expect(leader.of('report').map((each) => each.session)).toEqual([first]);
    expect(leader.sessions.length).toBe(2);
  });
});
