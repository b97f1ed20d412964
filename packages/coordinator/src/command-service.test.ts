// What becomes of a selection whose evaluation takes its time.
import { ClusterState, createManualClock, type BusMessage } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createCommandService } from './command-service.ts';
import type { Committer, Submission } from './committer.ts';
import type { Replica } from './replica.ts';

describe('a command that selects its jobs', () => {
  it('has the deadline it came with, however long the selection takes', async () => {
    const clock = createManualClock();
    const submitted: Submission[] = [];
    const take = createCommandService({
      replica: { state: new ClusterState() } as Replica,
      clock,
      select: async () => {
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 3000));
        return { ids: [], position: 0 };
      },
      committer: () => ({ submit: (given) => void submitted.push(given) }) as Committer,
      forward: () => undefined,
    });
    const cameAt = [clock.monotonic(), Math.floor(clock.now())] as const;
    const target = { select: 'SELECT job_id FROM [SHOW JOBS]' };
    const data = JSON.stringify({
      v: 1,
      requestId: 'REQUEST-1',
      timeoutMs: 2000,
      user: 'root',
      command: { kind: 'ControlJobs', verb: 'cancel', target },
    });
    const subject = 'rescind.main.command.root';
    take({ subject, data, reply: 'r', respond: () => undefined } satisfies BusMessage, false);
    await clock.advanceAsync(3000);
    expect(submitted).toMatchObject([
      { expiresAt: cameAt[0] + 2000, tag: { until: cameAt[1] + 32_000 } },
    ]);
  });
});
