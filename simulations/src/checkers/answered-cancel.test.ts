import { describe, expect, it } from 'vitest';
import { client, JOB, judge, life, log } from '../testing/histories.ts';
import { createAnsweredCancel } from './answered-cancel.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createAnsweredCancel(), facts);
const yes = client.answered({
  v: 1,
  requestId: 'r1',
  ok: true,
  kind: 'controlled',
  count: 1,
  changed: 1,
  position: 3,
});
const no = client.answered({
  v: 1,
  requestId: 'r1',
  ok: false,
  error: { kind: 'wrong-status', code: 'XXUUU', message: 'no' },
});
const [created, claimed, requested] = log(life.created, life.claimed('s1'), life.cancelRequested);
const [, , , reverting, canceled] = log([], [], [], life.revertingCanceled, life.canceled);
const [, , , failed] = log([], [], [], life.failed);
const [, , , succeeded] = log([], [], [], life.succeeded);

describe('a cancel that was answered', () => {
  it('passes when the job ends in canceled', () => {
    expect(
      verdict([
        created!,
        claimed!,
        client.askedToCancel('r1'),
        requested!,
        yes,
        reverting!,
        canceled!,
      ]),
    ).toBeUndefined();
  });

  it('passes when the answer comes after the end', () => {
    expect(
      verdict([created!, client.askedToCancel('r1'), requested!, reverting!, canceled!, yes]),
    ).toBeUndefined();
  });

  it.each([
    ['failed', failed!],
    ['succeeded', succeeded!],
  ])('is violated when the job ends in %s', (_, end) => {
    expect(verdict([created!, client.askedToCancel('r1'), requested!, yes, end])).toMatch(
      /CANCEL of request r1 was answered, but it ended with/,
    );
  });

  it('is violated when the log has never heard of it', () => {
    expect(verdict([created!, claimed!, client.askedToCancel('r1'), yes])).toContain(
      'but was lost',
    );
  });

  it('is violated by an end before the answer too', () => {
    expect(verdict([created!, client.askedToCancel('r1'), succeeded!, yes])).toContain(
      'JobSucceeded',
    );
  });
});

describe('a cancel with a receipt', () => {
  it('binds like one that was answered', () => {
    const receipt = { kind: 'receipt', job: JOB, outcome: 'requested' } as const;
    const late = { ...receipt, outcome: 'too-late' } as const;
    expect(verdict([created!, requested!, receipt, failed!])).toContain('with a receipt');
    expect(verdict([created!, late, failed!])).toBeUndefined();
  });
});

describe('a cancel that was refused, or never answered', () => {
  it('promises nothing', () => {
    expect(verdict([created!, client.askedToCancel('r1'), no, succeeded!])).toBeUndefined();
    expect(verdict([created!, client.askedToCancel('r1'), succeeded!])).toBeUndefined();
  });

  it('binds nevertheless once it stands in the log', () => {
    expect(verdict([created!, requested!, failed!])).toContain('in commit 3');
  });
});
