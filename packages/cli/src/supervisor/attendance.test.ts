import { describe, expect, it } from 'vitest';
import { createAttendance } from './attendance.ts';

/** Whether it is so by now: everything that is going to happen without a new word has happened. */
function isComplete(attendance: { readonly complete: Promise<void> }): Promise<boolean> {
  const turnOver = new Promise<boolean>((resolve) => {
    setImmediate(() => resolve(false));
  });
  return Promise.race([attendance.complete.then(() => true), turnOver]);
}

describe('a cluster', () => {
  it('is up when everybody is ready and one of them leads', async () => {
    const attendance = createAttendance(['c1', 'c2', 'w1']);
    for (const name of ['c1', 'c2', 'w1']) attendance.heard(name, { ready: true });
    expect(await isComplete(attendance)).toBe(false);
    attendance.heard('c2', { role: 'leader', term: 1 });
    expect(await isComplete(attendance)).toBe(true);
  });

  it('is not up while the only leader has stepped down', async () => {
    const attendance = createAttendance(['c1', 'w1']);
    attendance.heard('c1', { role: 'leader' });
    attendance.heard('c1', { role: 'follower' });
    attendance.heard('c1', { ready: true });
    attendance.heard('w1', { ready: true });
    expect(await isComplete(attendance)).toBe(false);
  });

  it('does not count a process that was ready and died', async () => {
    const attendance = createAttendance(['c1', 'w1']);
    attendance.heard('w1', { ready: true });
    attendance.gone('w1');
    attendance.heard('c1', { ready: true });
    attendance.heard('c1', { role: 'leader' });
    expect(await isComplete(attendance)).toBe(false);
    expect(attendance.missing()).toEqual(['w1']);
  });
});
