import { describe, expect, it } from 'vitest';
import { clusterOf, given, NOW, ROOT, session } from '../../testing/decider-spec.ts';
import { decodeIds, type IdList } from '../../job/id-list.ts';
import { nextJobId, shiftJobId } from '../../job/job-id.ts';
import type { Json } from '../../json.ts';
import type { Command } from '../commands.ts';

const create = (jobType: string, ...details: readonly Json[]): Command => ({
  kind: 'CreateJobs',
  jobType,
  details,
  by: ROOT,
});
const first = nextJobId(null, NOW);

describe('new jobs', () => {
  it.each([1, 2, 3, 1000])('%i of them get ids that follow each other', (count) => {
    const details = Array.from({ length: count }, (_, i) => i);
    const cluster = clusterOf();
    const { answer } = cluster.run(create('demo', ...details));
    const ids = details.map((i) => shiftJobId(first, i));
    const created = answer as { readonly jobs: IdList };
    expect(answer).toMatchObject({ ok: true, kind: 'created' });
    expect(decodeIds(created.jobs)).toEqual(ids);
    for (const [i, id] of ids.entries()) expect(cluster.job(id).details).toBe(i);
  });

  it('are running, unclaimed, and belong to who made them', () => {
    given()
      .when(create('demo', { table: 't' }))
      .thenJob(first, {
        place: 'forward.running',
        type: 'demo',
        details: { table: 't' },
        description: '',
        owner: 'root',
        cancelable: true,
        session: null,
        created: NOW,
        modified: NOW,
        started: 0,
        movedIn: 2,
        epoch: 0,
        fence: 0,
      });
  });

  it('keep their description and whether their type can be canceled', () => {
    const command = { ...create('sure', null), description: 'DROP TABLE t' } as Command;
    given(session('w2', { types: [{ name: 'sure', cancelable: false }] }))
      .when(command)
      .thenEvents({
        type: 'JobCreated',
        jobs: first as string as IdList,
        jobType: 'sure',
        details: [null],
        by: ROOT,
        description: 'DROP TABLE t',
        cancelable: false,
      })
      .thenJob(first, { cancelable: false, description: 'DROP TABLE t' });
  });

  it('of two commands of one batch have different ids', () => {
    const cluster = clusterOf();
    cluster.batch([[create('demo', 1, 2)], [create('demo', 3)]]);
    expect([...cluster.state.jobs.keys()]).toEqual([0, 1, 2].map((i) => shiftJobId(first, i)));
    expect(cluster.state.lastJobId).toBe(shiftJobId(first, 2));
  });

  it('get rising ids also when log time does not rise', () => {
    const cluster = clusterOf();
    cluster.run(create('demo', 1, 2));
    cluster.run(create('demo', 3));
    expect(cluster.state.lastJobId).toBe(shiftJobId(first, 2));
  });

  it('none of them are a success without events', () => {
    const { events, answer } = clusterOf().run(create('demo'));
    expect(events).toEqual([]);
    expect(answer).toEqual({ ok: true, kind: 'created', jobs: '' });
  });

  it('are refused when no worker has announced their type', () => {
    given()
      .when(create('nonsense', 1))
      .thenRefused(
        'job type "nonsense" is not registered: no worker of this cluster has announced it',
        '42704',
      );
  });

  it('are taken for a type whose worker has left', () => {
    const cluster = clusterOf();
    cluster.run({ kind: 'EndSession', session: 'w1-session', reason: 'left' });
    expect(cluster.run(create('demo', 1)).answer).toMatchObject({ ok: true });
  });
});
