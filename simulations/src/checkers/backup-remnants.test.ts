import type { ClusterEvent, JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { job, stored } from '../testing/data-histories.ts';
import { judge, log } from '../testing/histories.ts';
import { createBackupRemnants } from './backup-remnants.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createBackupRemnants(), facts);
const FOLDER = 'daily/2026/01/01-000000.00';
const protect: ClusterEvent = { type: 'PositionProtected', job: '7' as JobId };
const release: ClusterEvent = { type: 'ProtectionReleased', job: '7' as JobId };
const details = { uri: 'nodelocal://1/daily', subdir: '2026/01/01-000000.00', tables: [] };
const begun = [job.made('7', 'BACKUP', details), protect, job.claimed('7')];
const canceled = log(begun, [release, ...job.canceled('7')]);
const completed: ClusterEvent = {
  type: 'BackupCompleted',
  job: '7' as JobId,
  uri: details.uri,
  subdir: details.subdir,
  sha256: 'abc',
  rows: 0,
  bytes: 0,
};
const succeeded = log(begun, [release, completed, job.succeeded('7')]);
const manifest = (jobId = '7', sha256 = 'abc') => JSON.stringify({ jobId, sha256 });
const data = { [`${FOLDER}/data/7-1-1`]: '', [`${FOLDER}/BACKUP-LOCK-7`]: '7' };

describe('what an undone BACKUP leaves', () => {
  it('passes: its data and its lock, or nothing', () => {
    expect(verdict([...canceled, stored.seen({}, data)])).toBeUndefined();
    expect(verdict([...canceled, stored.seen({})])).toBeUndefined();
  });

  it('is refused: a checkpoint, or whatever else there is', () => {
    const file = `${FOLDER}/BACKUP-CHECKPOINT-7-1-1`;
    const facts = [canceled[0]!, stored.put(file), canceled[1]!];
    expect(verdict([...facts, stored.seen({}, { [file]: '' })])).toContain(
      'is canceled and has left',
    );
    const other = { ...data, [`${FOLDER}/notes`]: '' };
    expect(verdict([...canceled, stored.seen({}, other)])).toContain('is canceled and has left');
  });

  it('is refused: a manifest', () => {
    const file = { [`${FOLDER}/BACKUP_MANIFEST`]: manifest() };
    expect(verdict([...canceled, stored.seen({}, file)])).toContain(
      'is canceled and has a manifest',
    );
  });

  it('is refused: data without a lock, or data that was removed', () => {
    const file = `${FOLDER}/data/7-1-1`;
    expect(verdict([...canceled, stored.seen({}, { [file]: '' })])).toContain('without a lock');
    expect(verdict([...canceled, stored.deleted(file)])).toContain('data of BACKUP 7 is removed');
  });

  it('is refused: data of another one beside its own', () => {
    const other = { ...data, [`${FOLDER}/data/8-1-1`]: '' };
    expect(verdict([...canceled, stored.seen({}, other)])).toContain('shares its folder with');
    const locked = { [`${FOLDER}/data/8-1-1`]: '', [`${FOLDER}/BACKUP-LOCK-8`]: '8' };
    expect(verdict([...canceled, stored.seen({}, locked)])).toBeUndefined();
  });

  it('is refused: a protection', () => {
    expect(verdict(log(begun, job.canceled('7')))).toContain('still protects its data');
  });
});

describe('a BACKUP that has succeeded', () => {
  const file = `${FOLDER}/BACKUP_MANIFEST`;

  it('passes with the manifest of its success', () => {
    const seen = stored.seen({}, { [file]: manifest() });
    expect(verdict([...succeeded, stored.put(file, manifest()), seen])).toBeUndefined();
  });

  it('is refused without one, with another one, or with one before its success', () => {
    expect(verdict([...succeeded, stored.seen({})])).toContain('has succeeded without a manifest');
    const other = stored.seen({}, { [file]: manifest('7', 'def') });
    expect(verdict([...succeeded, other])).toContain('has not succeeded with the manifest');
    expect(verdict([succeeded[0]!, stored.put(file, manifest())])).toContain(
      'job 7 is running and has a manifest',
    );
  });
});
