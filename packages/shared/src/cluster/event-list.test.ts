import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../job/events.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import { idsOf } from '../testing/decider-spec.ts';
import { EventList } from './event-list.ts';
import type { ClusterEvent } from './events.ts';

type JobCreated = Extract<JobEvent, { readonly type: 'JobCreated' }>;

const created = (ids: readonly number[], extra: Partial<JobCreated> = {}): JobCreated => ({
  type: 'JobCreated',
  jobs: idsOf(...ids),
  jobType: 'copy',
  details: ids.map((id) => ({ id })),
  by: { user: 'root' },
  ...extra,
});
const recorded = (request: string): ClusterEvent => ({
  type: 'RequestDecided',
  request,
  until: 1,
  answer: { ok: true, kind: 'created', jobs: idsOf(1) },
});
const canceled: ClusterEvent = { type: 'JobCanceled', jobs: idsOf(1) };

function listOf(...decisions: readonly (readonly ClusterEvent[])[]): readonly ClusterEvent[] {
  const list = new EventList();
  for (const events of decisions) list.add(events);
  return list.done();
}

describe('the events of a commit', () => {
  it('name new jobs of one type and user together, the outcomes beside them', () => {
    const list = listOf(
      [created([1]), recorded('a')],
      [created([2, 3]), recorded('b')],
      [created([9]), recorded('c')],
    );
    expect(list).toEqual([created([1, 2, 3, 9]), recorded('a'), recorded('b'), recorded('c')]);
  });

  it('stay as they were decided when nothing joins', () => {
    const alone = created([1, 2]);
    expect(listOf([alone])).toEqual([alone]);
    expect(listOf()).toEqual([]);
  });

  it('keep what happened to jobs between two creations where it was', () => {
    const history = [created([1]), canceled, created([2])];
    expect(listOf(history)).toEqual(history);
  });

  it.each([
    ['types', { jobType: 'move' }],
    ['users', { by: { user: 'anna' } }],
    ['statements', { by: { user: 'root', statement: 'CREATE JOB copy' } }],
    ['addresses', { by: { user: 'root', address: '127.0.0.1' } }],
    ['applications', { by: { user: 'root', application: 'psql' } }],
    ['descriptions', { description: 'nightly' }],
    ['ways to be stopped', { cancelable: false }],
    ['schedules', { schedule: '7' as ScheduleId }],
  ] as const)('tell jobs of different %s apart', (_, extra) => {
    const history = [created([1]), created([2], extra)];
    expect(listOf(history)).toEqual(history);
  });
});
