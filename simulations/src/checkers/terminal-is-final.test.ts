import { describe, expect, it } from 'vitest';
import { judge, life, log, type Commits } from '../testing/histories.ts';
import { createTerminalIsFinal } from './terminal-is-final.ts';

const verdict = (...events: Commits) => judge(createTerminalIsFinal(), log(...events));

describe('a history in which the end of a job is its last event', () => {
  it.each([life.succeeded, life.canceled, life.failed])('passes: $type', (end) => {
    expect(verdict(life.created, life.claimed('s1'), life.progressed, end)).toBeUndefined();
  });
});

describe('a history that goes on after the end of a job', () => {
  it.each([life.progressed, life.claimed('s2'), life.failed, life.released])(
    'is refused: $type after success',
    (late) => {
      expect(verdict(life.created, life.claimed('s1'), life.succeeded, late)).toBe(
        `job 7: ${late.type} in commit 4 comes after JobSucceeded in commit 3`,
      );
    },
  );

  it('is refused within one commit too', () => {
    expect(verdict(life.created, [life.canceled, life.succeeded])).toContain(
      'comes after JobCanceled in commit 2',
    );
  });
});
