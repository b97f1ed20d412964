import { describe, expect, it } from 'vitest';
import { clusterOf, given, held, idsOf, jobAt, jobId, says } from '../../testing/decider-spec.ts';
import type { Job } from '../../job/job.ts';
import type { Report } from '../../job/report.ts';

const at = (id: number, fields: Partial<Job> = {}): Job =>
  jobAt('forward.running', { id: jobId(id), ...held(fields) });
const of = (id: number, report: Record<string, unknown>, fence = 1): Report =>
  ({ job: jobId(id), fence, ...report }) as Report;

describe('a batch of reports', () => {
  it('is judged one by one: what is stale or makes no sense does not stop the others', () => {
    given(at(1), at(2, { session: 'w2' }), at(3), at(4))
      .when(
        says(
          of(1, { kind: 'succeeded' }),
          of(2, { kind: 'succeeded' }),
          of(3, { kind: 'succeeded' }, 2),
          of(99, { kind: 'succeeded' }),
          of(4, { kind: 'reverted' }),
          of(3, { kind: 'progress', fraction: 0.5 }),
        ),
      )
      .thenEvents(
        { type: 'JobSucceeded', jobs: idsOf(1) },
        { type: 'JobProgressed', jobs: idsOf(3), fraction: 0.5 },
      )
      .thenStale(1, 2, 3, 4);
  });

  it('is judged in order: a second end of the same run is stale', () => {
    given(at(1))
      .when(says(of(1, { kind: 'stopped' }), of(1, { kind: 'succeeded' })))
      .thenEvents({ type: 'JobClaimReleased', jobs: idsOf(1), reason: 'stopped' })
      .thenStale(1);
  });

  it('may go through several steps of one job', () => {
    const cluster = clusterOf(at(1));
    const { answer } = cluster.run(
      says(
        of(1, { kind: 'failed', error: 'boom' }),
        of(1, { kind: 'progress', fraction: 0.1 }, 2),
        of(1, { kind: 'reverted' }, 2),
      ),
    );
    expect(answer).toMatchObject({ stale: [] });
    expect(cluster.job(1)).toMatchObject({ place: 'failed', error: 'boom', fraction: 0.1 });
  });

  it('of nothing is answered like any other', () => {
    given().when(says()).thenNothing().thenStale();
  });
});

it('a job that asks to be paused is paused in one commit, with its reason', () => {
  given(at(1))
    .when(says(of(1, { kind: 'pause-self', reason: 'no space' })))
    .thenEvents(
      { type: 'JobPauseRequested', jobs: idsOf(1), by: { user: 'alice' }, reason: 'no space' },
      { type: 'JobPaused', jobs: idsOf(1) },
    )
    .thenJob(1, { place: 'forward.paused', pauseReason: 'no space', session: null });
});
