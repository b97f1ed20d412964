import {
  ClusterState,
  createManualClock,
  Draft,
  encodeIds,
  evolve,
  type BusMessage,
  type EventLog,
  type JobId,
  type QueryReply,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createQueryService } from './query-service.ts';
import type { Replica } from './replica.ts';
import { createWaiters } from './waiters.ts';

/** A service over `jobs` jobs, on a broker that takes messages of `limit` characters. */
function service(jobs: number, limit = Infinity): (data: unknown) => Promise<QueryReply> {
  const clock = createManualClock();
  const state = new ClusterState();
  const draft = new Draft(state);
  const ids = Array.from({ length: jobs }, (_, i) => String(i + 1) as JobId);
  const details = ids.map(() => null);
  const created = { type: 'JobCreated', jobType: 'copy', by: { user: 'root' } } as const;
  if (jobs > 0) {
    evolve(draft, { ...created, jobs: encodeIds(ids), details }, { at: clock.now(), n: 1 });
  }
  draft.adopt(1, clock.now(), 'hash-1');
  const queries = createQueryService({
    cluster: 'main',
    log: { name: 'memory', durability: 'volatile' } as EventLog,
    replica: { state } as Replica,
    clock,
    waiters: createWaiters(state, clock),
  });
  return (data) =>
    new Promise((resolve) => {
      const message: BusMessage = {
        subject: 'rescind.main.query.root',
        data: JSON.stringify(data),
        reply: 'r',
        respond(text) {
          if (text.length > limit) throw new RangeError('more than the server takes');
          resolve(JSON.parse(text) as QueryReply);
        },
      };
      queries.take(message);
    });
}

const ask = (query: unknown): object => ({ v: 1, user: 'root', query });

describe('a query of a stranger', () => {
  it.each([
    ask(null),
    ask({ kind: 'Jobs', idList: 'x' }),
    ask({ kind: 'Jobs', idList: 7 }),
    ask({ kind: 'Jobs', where: 'status' }),
    ask({ kind: 'Jobs', where: { status: 'running' }, limit: 'all' }),
    ask({ kind: 'Jobs', after: 7 }),
    ask({ kind: 'Settled', waitMs: 10 }),
    ask({ kind: 'Settled', idList: '1', waitMs: 'long' }),
    ask({ kind: 'Dance' }),
    ask({ kind: 'constructor' }),
    ask({ kind: 7 }),
    ask({ kind: 'Jobs', where: { status: 7 } }),
    ask({ kind: 'Jobs', scope: 'old' }),
    ask({ kind: 'Jobs', schedules: '7' }),
    ask({ kind: 'Jobs', schedules: ['x'] }),
    ask({ kind: 'Settled', idList: '1,1x10000', waitMs: 10 }),
    ask({ kind: 'TableContents' }),
    ask({ kind: 'TableContents', table: 'accounts' }),
    ask({ kind: 'Statistics', table: -1 }),
    ask({ kind: 'History' }),
    ask({ kind: 'History', job: 7 }),
    ask({ kind: 'History', job: '7', after: 'all' }),
    { ...ask({ kind: 'Settings' }), minPosition: 'newest' },
    { ...ask({ kind: 'Settings' }), user: 'alice' },
  ])('that reads %j is refused in a sentence', async (request) => {
    expect(await service(1)(request)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });
});

describe('a page of jobs', () => {
  it('that is more than the broker takes is cut, and the next one goes on from there', async () => {
    const query = service(10, 2500);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = { kind: 'Jobs', ...(after === undefined ? {} : { after }) };
      const reply = await query(ask(page));
      if (!reply.ok || reply.result.kind !== 'Jobs') throw new Error(JSON.stringify(reply));
      seen.push(...reply.result.rows.map((row) => row.job_id));
      after = reply.result.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual(['10', '9', '8', '7', '6', '5', '4', '3', '2', '1']);
  });

  it('of one row that is more than the broker takes is refused with 54000', async () => {
    const reply = await service(1, 300)(ask({ kind: 'Jobs' }));
    expect(reply).toMatchObject({ ok: false, error: { kind: 'too-large', code: '54000' } });
  });
});
