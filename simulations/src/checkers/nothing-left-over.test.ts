import type { ClusterEvent, JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { job, stored, table } from '../testing/data-histories.ts';
import { judge, log } from '../testing/histories.ts';
import { createNothingLeftOver } from './nothing-left-over.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createNothingLeftOver(), facts);
const manifest = stored.manifest(stored.segment('jobs/7/1/1', ''));
const published = table.published('7', [61, stored.layer('jobs/7/1/m', manifest)]);
const restored = [job.made('7', 'RESTORE'), table.made(61, 50, '7'), published, job.succeeded('7')];
const objects = { 'jobs/7/1/1': '', 'jobs/7/1/m': manifest };

describe('the objects in the end', () => {
  it('pass: those of tables, with their segments', () => {
    expect(verdict([...log(restored), stored.seen(objects)])).toBeUndefined();
  });

  it('pass: those of a job that may go on', () => {
    const paused = [job.made('8', 'RESTORE'), ...job.paused('8')];
    expect(verdict([...log(paused), stored.seen({ 'jobs/8/1/1': '' })])).toBeUndefined();
  });

  it('are refused: what no table names of a job that has ended', () => {
    const seen = stored.seen({ ...objects, 'jobs/7/2/1': '' });
    expect(verdict([...log(restored), seen])).toBe('1 of 3 objects, the first is jobs/7/2/1');
  });

  it('pass: what an INSERT has written whose commit may still come', () => {
    expect(verdict([stored.seen({ 'inserts/x/1': '' })])).toBeUndefined();
  });

  it('are refused: what belongs to a job that nobody knows', () => {
    expect(verdict([stored.seen({ 'jobs/9/1/1': '' })])).toContain('jobs/9/1/1');
  });
});

describe('a backup that has succeeded', () => {
  const completed: ClusterEvent = {
    type: 'BackupCompleted',
    job: '7' as JobId,
    uri: '',
    subdir: '',
    sha256: '',
    rows: 0,
    bytes: 0,
  };
  const done = [job.made('7', 'BACKUP'), completed, job.succeeded('7')];

  it('passes once it is published', () => {
    const stores: ClusterEvent = { type: 'BackupPublished', job: '7' as JobId };
    expect(verdict([...log(done, stores), stored.seen({})])).toBeUndefined();
  });

  it('is refused while it is not', () => {
    expect(verdict([...log(done), stored.seen({})])).toContain('is not published');
  });
});
