import { describe, expect, it } from 'vitest';
import { equip } from '../testing/statements.ts';
import { NOW } from '../testing/table-backend.ts';

describe('SHOW JOB … HISTORY', () => {
  it('shows what the log says of a job', async () => {
    const { last, backend } = equip();
    const row = { commit: 9, at: NOW, coordinator: 'c1', event: 'JobCancelRequested' };
    backend.historyRows = [{ ...row, user: 'root', details: '{"reason":"x"}' }];
    const { tag, columns, rows } = await last('SHOW JOB 7 HISTORY');
    expect(tag).toBe('SHOW JOB HISTORY 1');
    expect(columns!.map(({ name }) => name).join(' ')).toBe('commit at event user details');
    expect(rows).toEqual([[9n, NOW, 'JobCancelRequested', 'root', '{"reason":"x"}']]);
  });

  it('shows nothing of an id that no job can have', async () => {
    const { rows, backend } = equip();
    backend.history = () => Promise.reject(new Error('asked'));
    expect(await rows('SHOW JOB -7 HISTORY')).toEqual([]);
    expect(await rows('SHOW JOB NULL HISTORY')).toEqual([]);
  });
});
