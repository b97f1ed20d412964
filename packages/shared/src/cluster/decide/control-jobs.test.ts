import { describe, expect, it } from 'vitest';
import {
  ask,
  clusterOf,
  given,
  held,
  idsOf,
  jobAt,
  jobId,
  NOW,
  ROOT,
  shown,
} from '../../testing/decider-spec.ts';
import type { IdList } from '../../job/id-list.ts';
import type { Job } from '../../job/job.ts';
import type { Place } from '../../job/place.ts';
import type { Command } from '../commands.ts';

const at = (id: number, place: Place, fields: Partial<Job> = {}): Job =>
  jobAt(place, { id: jobId(id), ...fields });
const list = (verb: 'cancel' | 'pause' | 'resume', jobs: string): Command => ({
  kind: 'ControlJobs',
  verb,
  jobs: jobs as IdList,
  by: ROOT,
});

describe('a control statement over many jobs', () => {
  const running = [1, 2, 3].map((id) => at(id, 'forward.running', held()));

  it('is one event that names them all', () => {
    given(...running)
      .when(ask('cancel', 1, 2, 3))
      .thenEvents({ type: 'JobCancelRequested', jobs: idsOf(1, 2, 3), by: ROOT });
  });

  it('changes all of them or, when one is refused, none', () => {
    const cluster = clusterOf(...running, at(4, 'succeeded'));
    const before = shown(cluster.state)['jobs'];
    const { events, answer } = cluster.run(ask('cancel', 1, 2, 4, 3));
    expect(events).toEqual([]);
    expect(answer).toMatchObject({
      refusal: { message: 'job with status succeeded cannot be requested to be canceled' },
    });
    expect(shown(cluster.state)['jobs']).toEqual(before);
  });

  it('fails at the first refusal in the order of its ids', () => {
    given(at(1, 'failed'), at(2, 'succeeded'))
      .when(ask('pause', 2, 99, 1))
      .thenRefused('job with status succeeded cannot be requested to be paused');
  });

  it('counts no-ops and duplicates as SQL does, and besides what really moved', () => {
    const cluster = clusterOf(...running, at(4, 'canceled'), at(5, 'forward.cancelRequested'));
    const { events, answer } = cluster.run(ask('cancel', 1, 4, 1, 5, 2, 1));
    expect(answer).toEqual({ ok: true, kind: 'controlled', count: 6, changed: 2 });
    expect(events).toEqual([{ type: 'JobCancelRequested', jobs: idsOf(1, 2), by: ROOT }]);
  });

  it.each(['cancel', 'pause', 'resume'] as const)('of no jobs at all, %s is a success', (verb) => {
    const { events, answer } = clusterOf().run(ask(verb));
    expect(answer).toEqual({ ok: true, kind: 'controlled', count: 0, changed: 0 });
    expect(events).toEqual([]);
  });

  it('of jobs in both halves resumes each into its own', () => {
    given(at(1, 'forward.paused'), at(2, 'backward.paused'), at(3, 'forward.paused'))
      .when(ask('resume', 1, 2, 3, 2))
      .thenEvents(
        { type: 'JobResumed', jobs: idsOf(1, 3), by: ROOT },
        { type: 'JobRevertResumed', jobs: idsOf(2), by: ROOT },
      )
      .thenJob(1, { place: 'forward.running' })
      .thenJob(2, { place: 'backward.reverting' });
  });
});

describe('a job that does not exist', () => {
  it.each(['cancel', 'pause', 'resume'] as const)('refuses %s', (verb) => {
    given(at(1, 'forward.paused'))
      .when(ask(verb, 42))
      .thenRefused('job with ID 42 does not exist', 'XXUUU');
  });

  it('takes the other jobs of the statement with it', () => {
    given(at(1, 'forward.running'))
      .when(ask('pause', 1, '9223372036854775807'))
      .thenRefused('job with ID 9223372036854775807 does not exist')
      .thenJob(1, { place: 'forward.running' });
  });
});

it('a text that is no list of ids is refused and not thrown', () => {
  given().when(list('cancel', '1,x')).thenRefused('"x" is no part of a list of job ids', '22P02');
  given()
    .when(list('cancel', '1,0x1000000'))
    .thenRefused('more than 1000000 ids in one list', '22P02');
});

describe('what was selected and has moved since', () => {
  const moved = at(1, 'forward.running', { movedIn: 5 });
  const selected = (position: number): Command =>
    ({ ...ask('pause', 1), selectedAt: position }) as Command;

  it('is refused whole, so that the statement selects again', () => {
    given(moved, at(2, 'forward.running'))
      .when({ ...selected(4), jobs: idsOf(2, 1) } as Command)
      .thenRefused('restart transaction: job 1 changed after it was selected', '40001')
      .thenJob(2, { place: 'forward.running' });
  });

  it('is seen before its status is judged', () => {
    given(at(1, 'succeeded', { movedIn: 5 }))
      .when(selected(4))
      .thenRefused('restart transaction: job 1 changed after it was selected', '40001');
  });

  it('is taken when it moved in the very commit it was selected at, or before', () => {
    given(moved).when(selected(5)).thenJob(1, { place: 'forward.pauseRequested' });
    given(moved).when(selected(6)).thenJob(1, { place: 'forward.pauseRequested' });
  });

  it('includes what the same batch has moved', () => {
    const cluster = clusterOf(at(1, 'forward.running'));
    const [, second] = cluster.batch([[ask('pause', 1)], [selected(1)]]);
    expect(second!.answer).toMatchObject({ refusal: { kind: 'changed' } });
  });

  it('does not include progress', () => {
    const cluster = clusterOf(at(7, 'forward.running', held()));
    cluster.run({
      kind: 'Report',
      session: 'w1-session',
      reports: [{ job: jobId(7), fence: 1, kind: 'progress', fraction: 0.5 }],
    });
    expect(cluster.job(7).modified).toBe(NOW);
    const { answer } = cluster.run({ ...ask('pause', 7), selectedAt: 1 } as Command);
    expect(answer).toMatchObject({ ok: true, changed: 1 });
  });
});

describe('a reason', () => {
  it('goes with PAUSE and CANCEL into the history, and with PAUSE into the job', () => {
    given(at(1, 'forward.running'))
      .when({ ...ask('pause', 1), reason: 'lunch' } as Command)
      .thenEvents({ type: 'JobPauseRequested', jobs: idsOf(1), by: ROOT, reason: 'lunch' })
      .thenJob(1, { pauseReason: 'lunch' });
    given(at(1, 'forward.running'))
      .when({ ...ask('cancel', 1), reason: 'wrong table' } as Command)
      .thenEvents({ type: 'JobCancelRequested', jobs: idsOf(1), by: ROOT, reason: 'wrong table' });
  });

  it('is not replaced by a PAUSE that has nothing to do', () => {
    given(at(1, 'forward.paused', { pauseReason: 'lunch' }))
      .when({ ...ask('pause', 1), reason: 'dinner' } as Command)
      .thenNothing()
      .thenJob(1, { pauseReason: 'lunch' });
  });
});

describe('RESUME of jobs whose revert was done before the pause', () => {
  const canceled = { revertDone: true, cause: { kind: 'canceled' } } as const;

  it('commits their ends with it, and no worker is asked again', () => {
    given(
      at(1, 'backward.paused', canceled),
      at(2, 'backward.paused', { revertDone: true }),
      at(3, 'backward.paused'),
      at(4, 'backward.paused', canceled),
    )
      .when(ask('resume', 1, 2, 3, 4))
      .thenEvents(
        { type: 'JobRevertResumed', jobs: idsOf(1, 2, 3, 4), by: ROOT },
        { type: 'JobCanceled', jobs: idsOf(1, 4) },
        { type: 'JobFailed', jobs: idsOf(2) },
      )
      .thenJob(1, { place: 'canceled', finished: NOW, error: 'job canceled by user' })
      .thenJob(2, { place: 'failed', finished: NOW, error: 'disk full' })
      .thenJob(3, { place: 'backward.reverting', finished: 0 });
  });
});

it('the actor of a statement is kept with the event, as it was given', () => {
  const by = { user: 'bob', address: '10.0.0.9', application: 'psql', statement: 'CANCEL JOB _' };
  given(at(1, 'forward.running'))
    .when({ ...ask('cancel', 1), by } as Command)
    .thenEvents({ type: 'JobCancelRequested', jobs: idsOf(1), by });
});

describe('who may control jobs', () => {
  const jobs = [
    at(1, 'forward.running', { owner: 'bob' }),
    at(2, 'forward.running', { owner: 'root' }),
    at(3, 'succeeded', { owner: 'root' }),
  ];
  const by = (user: string, ...numbers: readonly number[]): Command =>
    ({ ...ask('cancel', ...numbers), by: { user } }) as Command;
  /** With the users bob, who may control jobs, and eve, who may not. */
  const cluster = (): ReturnType<typeof clusterOf> => {
    const made = clusterOf(...jobs);
    for (const [name, controlJob] of [
      ['bob', true],
      ['eve', false],
    ] as const) {
      made.run({ kind: 'CreateUser', name, controlJob, ifNotExists: false, by: ROOT });
    }
    return made;
  };
  const refusalOf = (command: Command): unknown => {
    const { events, answer } = cluster().run(command);
    expect(events).toEqual([]);
    return answer.ok ? answer : answer.refusal;
  };
  const denied = {
    code: '42501',
    message: 'user eve does not have CONTROLJOB privilege',
  };

  it.each([
    ['a job of somebody else', [1]],
    ['a job that does not exist', [99]],
    ['a job that has ended', [3]],
    ['no job at all', []],
  ])('without CONTROLJOB nobody is told anything about %s', (_what, numbers) => {
    expect(refusalOf(by('eve', ...numbers))).toMatchObject(denied);
  });

  it('without CONTROLJOB nobody is told that a list is none', () => {
    const command = { ...list('cancel', '1,x'), by: { user: 'eve' } } as Command;
    expect(refusalOf(command)).toMatchObject(denied);
  });

  it.each([
    ['has to exist before it can be an admin’s', [99, 2], 'job with ID 99 does not exist'],
    ['of an admin is for admins', [2], 'only admins can control jobs owned by other admins'],
    [
      'of an admin is for admins whatever its status is',
      [3],
      'only admins can control jobs owned by other admins',
    ],
    [
      'of an admin takes the others of the statement with it',
      [1, 2],
      'only admins can control jobs owned by other admins',
    ],
  ])('with CONTROLJOB a job %s', (_what, numbers, message) => {
    expect(refusalOf(by('bob', ...numbers))).toMatchObject({ message });
  });

  it('an admin’s job that has moved is refused for its owner, so that nobody selects again', () => {
    const moved = { ...by('bob', 2), selectedAt: 0 } as Command;
    expect(refusalOf(moved)).toMatchObject({ code: '42501' });
  });

  it.each([
    ['with CONTROLJOB', 'bob', [1]],
    ['as root', 'root', [1, 2]],
    ['as somebody nobody has created', 'carol', [1, 2]],
  ])('%s jobs are canceled', (_how, user, numbers) => {
    const { answer } = cluster().run(by(user, ...numbers));
    expect(answer).toMatchObject({ ok: true, changed: numbers.length });
  });
});

describe('CANCEL of automatic statistics', () => {
  const automatic = { type: 'AUTO CREATE STATS', owner: 'root' };
  const jobs = [
    at(1, 'forward.running', automatic),
    at(2, 'forward.paused', automatic),
    at(3, 'forward.cancelRequested', automatic),
    at(4, 'forward.running'),
  ];
  const noticesOf = (command: Command, cluster = clusterOf(...jobs)): unknown => {
    const { answer } = cluster.run(command);
    if (!answer.ok || answer.kind !== 'controlled') throw new Error(JSON.stringify(answer));
    return answer.notices;
  };

  it('says once that they come back, and how to stop that', () => {
    expect(noticesOf(ask('cancel', 4, 1, 2))).toEqual([
      'canceling an automatic table statistics job is not useful since the system will ' +
        'automatically restart the job immediately; to disable automatic table statistics, use ' +
        'SET CLUSTER SETTING sql.stats.automatic_collection.enabled = false',
    ]);
  });

  it.each([
    ['of one that is being canceled', ask('cancel', 3)],
    ['of other jobs', ask('cancel', 4)],
    ['that is a PAUSE', ask('pause', 1)],
    ['that is a RESUME', ask('resume', 2)],
  ])('says nothing where the statement is one %s', (_what, command) => {
    expect(noticesOf(command)).toBeUndefined();
  });

  it('says nothing while they are switched off', () => {
    const cluster = clusterOf(...jobs);
    const name = 'sql.stats.automatic_collection.enabled';
    cluster.run({ kind: 'SetSetting', name, value: false, by: ROOT });
    expect(noticesOf(ask('cancel', 1), cluster)).toBeUndefined();
  });
});
