import { describe, expect, it } from 'vitest';
import { judge, life, log, type Commits } from '../testing/histories.ts';
import { createLegalTransitions } from './legal-transitions.ts';

const verdict = (...events: Commits) => judge(createLegalTransitions(), log(...events));
const { created, claimed, cancelRequested, pauseRequested, revertingCanceled } = life;

describe('lives that CockroachDB knows', () => {
  it.each([
    ['success', [created, claimed('s1'), life.progressed, life.succeeded]],
    ['a cancel', [created, claimed('s1'), cancelRequested, revertingCanceled, life.canceled]],
    [
      'a cancel of an unclaimed job',
      [created, cancelRequested, revertingCanceled, claimed('s1'), life.canceled],
    ],
    [
      'a cancel of a paused job',
      [created, pauseRequested, life.paused, cancelRequested, revertingCanceled],
    ],
    ['a failure', [created, claimed('s1'), life.revertingFailed, life.failed]],
    [
      'a pause and a resume',
      [created, claimed('s1'), pauseRequested, life.paused, life.resumed, claimed('s2')],
    ],
    [
      'a pause of a revert',
      [
        created,
        claimed('s1'),
        life.revertingFailed,
        pauseRequested,
        life.paused,
        life.revertResumed,
      ],
    ],
    [
      'a pause that won over the end of a revert',
      [
        created,
        claimed('s1'),
        life.revertingFailed,
        pauseRequested,
        life.pausedUndone,
        [life.revertResumed, life.failed],
      ],
    ],
    ['a retry', [created, claimed('s1'), life.attemptFailed, claimed('s2')]],
    ['a take-over', [created, claimed('s1'), life.released, claimed('s2'), life.succeeded]],
  ])('pass: %s', (_, events) => {
    expect(verdict(...events)).toBeUndefined();
  });
});

describe('lives that nobody may lead', () => {
  it.each([
    [
      'success after a cancel',
      [created, claimed('s1'), cancelRequested, life.succeeded],
      'JobSucceeded while cancel-requested',
    ],
    [
      'a cancel while undoing',
      [created, claimed('s1'), life.revertingFailed, cancelRequested],
      'JobCancelRequested while undoing',
    ],
    [
      'a cancel while a pause is asked',
      [created, pauseRequested, cancelRequested],
      'JobCancelRequested while pause-requested',
    ],
    [
      'a resume of a revert into running',
      [created, claimed('s1'), life.revertingFailed, pauseRequested, life.paused, life.resumed],
      'JobResumed while undoing, paused',
    ],
    [
      'canceled without undoing',
      [created, claimed('s1'), cancelRequested, life.canceled],
      'JobCanceled while cancel-requested',
    ],
    ['a second birth', [created, created], 'created a second time'],
    ['life before birth', [claimed('s1')], 'was never created'],
  ])('are refused: %s', (_, events, message) => {
    expect(verdict(...events)).toContain(message);
  });

  it.each([
    ['two claims', [created, claimed('s1'), claimed('s2')], 'somebody has claimed already'],
    ['success of an unclaimed job', [created, life.succeeded], 'nobody has claimed'],
    ['progress of an unclaimed job', [created, life.progressed], 'nobody has claimed'],
    [
      'a cancel of what is not cancelable',
      [life.createdForGood, cancelRequested],
      'not cancelable',
    ],
    [
      'a cancel that ends as a failure',
      [created, claimed('s1'), cancelRequested, revertingCanceled, life.failed],
      'had no error',
    ],
    [
      'a failure that ends as a cancel',
      [created, claimed('s1'), life.revertingFailed, life.canceled],
      'nobody has canceled it',
    ],
    [
      'an error as the cause of a cancel',
      [created, cancelRequested, life.revertingFailed],
      'the cause is not the cancel',
    ],
    [
      'an end nobody has worked for',
      [created, cancelRequested, revertingCanceled, life.canceled],
      'nobody has claimed',
    ],
    ['an undone run', [created, pauseRequested, life.pausedUndone], 'nothing was undone'],
  ])('are refused for what is missing: %s', (_, events, message) => {
    expect(verdict(...events)).toContain(message);
  });
});
