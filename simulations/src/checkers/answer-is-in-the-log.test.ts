import type { Answer, Refusal } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { client, commitOf, judge, life } from '../testing/histories.ts';
import { createAnswerIsInTheLog } from './answer-is-in-the-log.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createAnswerIsInTheLog(), facts);
const DONE: Answer = { ok: true, kind: 'done' };
const refusal = (kind: Refusal['kind']): Refusal => ({
  kind,
  code: 'XXUUU',
  message: `it is ${kind}`,
});
const recorded = (n: number, answer: Answer) => commitOf(n, life.decided('r1', answer));
const told = (position: number) =>
  client.answered({ v: 1, requestId: 'r1', ok: true, kind: 'done', position });
const refused = (kind: Refusal['kind']) =>
  client.answered({ v: 1, requestId: 'r1', ok: false, error: refusal(kind) });

describe('answers that the log holds', () => {
  it('pass: done and recorded', () => {
    expect(verdict([recorded(1, DONE), told(1)])).toBeUndefined();
  });

  it('pass: refused and recorded', () => {
    const answer: Answer = { ok: false, refusal: refusal('wrong-status') };
    expect(verdict([recorded(1, answer), refused('wrong-status')])).toBeUndefined();
  });

  it('pass: not known, whatever came of it', () => {
    expect(verdict([refused('unavailable'), recorded(1, DONE)])).toBeUndefined();
  });
});

describe('answers that the log does not hold', () => {
  it('are refused: answered before it was recorded', () => {
    expect(verdict([told(1), recorded(1, DONE)])).toContain('which does not hold it');
  });

  it('are refused: recorded later than the answer says', () => {
    expect(verdict([recorded(2, DONE), told(1)])).toContain('at commit 1, which does not hold it');
  });

  it('are refused: a decision that nobody recorded', () => {
    expect(verdict([refused('wrong-status')])).toContain('nothing recorded it');
  });

  it('are refused: refused, and carried out by a copy', () => {
    expect(verdict([refused('too-late'), recorded(1, DONE)])).toBe(
      'request r1 was refused (it is too-late) and carried out in commit 1',
    );
  });

  it('are refused: another answer than the recorded one', () => {
    expect(verdict([recorded(1, DONE), refused('too-late')])).toContain('commit 1 says');
  });

  it('are refused: decided twice', () => {
    expect(verdict([recorded(1, DONE), recorded(2, DONE)])).toContain('in commit 1 and again in 2');
  });
});
