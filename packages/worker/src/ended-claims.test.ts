import type { JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createEndedClaims } from './ended-claims.ts';
import { task } from './testing/scripted-leader.ts';

const JOB = '7' as JobId;

describe('an ended claim', () => {
  it('is known by its fence, until a heartbeat sent after its end was answered', () => {
    const ended = createEndedClaims();
    ended.heartbeatSent(10);
    ended.add(JOB, 2, 50);
    ended.heartbeatAnswered(10);
    expect(ended.includes(task({ fence: 2, n: 40 }), true)).toBe(true);
    expect(ended.includes(task({ fence: 1, n: 30 }), true)).toBe(true);
    expect(ended.includes(task({ fence: 3, n: 60 }), true)).toBe(false);
    ended.heartbeatSent(20);
    ended.heartbeatSent(30);
    expect(ended.includes(task({ fence: 2, n: 40 }), true)).toBe(true);
    ended.heartbeatAnswered(30);
    expect(ended.includes(task({ fence: 2, n: 40 }), true)).toBe(false);
  });

  it('that is forgotten leaves the commit behind which no push is believed', () => {
    const ended = createEndedClaims();
    ended.add(JOB, 2, 50);
    ended.heartbeatSent(20);
    ended.add('8' as JobId, 1, 70);
    ended.heartbeatAnswered(20);
    expect(ended.includes(task({ fence: 2, n: 40 }), false)).toBe(true);
    expect(ended.includes(task({ job: '9' as JobId, n: 50 }), false)).toBe(true);
    expect(ended.includes(task({ job: '9' as JobId, n: 51 }), false)).toBe(false);
  });
});
