import {
  ClusterState,
  createManualClock,
  createMemoryBus,
  decide,
  Draft,
  type Bus,
  type JobChange,
  type WorkerPush,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { compareHoldings, createDispatcher } from './dispatcher.ts';

const T0 = 1_767_225_600_000;
const LIMIT = 1_000_000;

/** Jobs with details of `size` characters, all just claimed by session S1. */
function claimed(jobs: number, size: number): { state: ClusterState; changes: JobChange[] } {
  const state = new ClusterState();
  const run = (command: Parameters<typeof decide>[1]): readonly JobChange[] => {
    const draft = new Draft(state);
    const stamp = { n: state.n + 1, at: T0 };
    decide(draft, command, stamp);
    return draft.adopt(stamp.n, T0, `hash-${stamp.n}`);
  };
  const types = [{ name: 'copy', cancelable: true }];
  const hello = { id: 'S1', worker: 'w1', pid: 1, host: 'h', slots: jobs, types };
  run({ kind: 'OpenSession', hello });
  const details = Array.from({ length: jobs }, () => 'x'.repeat(size));
  run({ kind: 'CreateJobs', jobType: 'copy', details, by: { user: 'root' } });
  const list = `${state.order[0]!}${jobs > 1 ? `,1x${jobs - 1}` : ''}` as never;
  const changes = run({ kind: 'ClaimJobs', claims: [{ session: 'S1', jobs: list }] });
  return { state, changes: [...changes] };
}

/** A bus that, as a broker's does, takes no message above LIMIT. */
function smallBus(sent: string[]): Bus {
  return {
    ...createMemoryBus(createManualClock()),
    publish(subject, data) {
      if (data.length > LIMIT) throw new RangeError(`more than the server takes on ${subject}`);
      sent.push(data);
    },
  };
}

const jobsIn = (sent: readonly string[]): number =>
  sent.reduce((count, text) => count + (JSON.parse(text) as WorkerPush).tasks.length, 0);

describe('tasks pushed to a worker', () => {
  it('travel in messages that a broker takes, however large their details are', () => {
    const sent: string[] = [];
    const { changes } = claimed(300, 10_000);
    createDispatcher(smallBus(sent), 'main').push(changes, 3);
    expect(jobsIn(sent)).toBe(300);
  });

  it('that fit into no message harm nobody else', () => {
    const sent: string[] = [];
    const large = claimed(1, LIMIT);
    const small = claimed(3, 10);
    const dispatcher = createDispatcher(smallBus(sent), 'main');
    dispatcher.push([...large.changes, ...small.changes], 3);
    expect(jobsIn(sent)).toBe(3);
  });
});

describe('an answer to a heartbeat', () => {
  it('holds as many tasks as a broker takes; the next one goes on', () => {
    const { state } = claimed(300, 10_000);
    const holds: (readonly [never, number])[] = [];
    let answers = 0;
    for (; ; answers++) {
      const { tasks } = compareHoldings(state, 'S1', holds);
      if (tasks.length === 0) break;
      expect(JSON.stringify(tasks).length).toBeLessThan(LIMIT);
      for (const { job, fence } of tasks) holds.push([job as never, fence]);
    }
    expect(holds.length).toBe(300);
    expect(answers).toBeLessThan(20);
  });
});
