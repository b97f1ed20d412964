import * as fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openAppendOnlyFile } from './append-only-file.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    write: vi.fn<typeof fs.write>(real.write),
    fdatasync: vi.fn<typeof fs.fdatasync>(real.fdatasync),
  };
});

describe('an append-only file', () => {
  it('is on disk before an append resolves: one write, then one sync', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-file-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = await openAppendOnlyFile(join(folder, 'log'));
    onTestFinished(() => file.close());
    const order: string[] = [];
    const [write, sync] = [vi.mocked(fs.write), vi.mocked(fs.fdatasync)];
    const real = sync.getMockImplementation()!;
    sync.mockImplementation((fd, done) => {
      expect(write).toHaveBeenCalledTimes(1);
      real(fd, (error) => {
        order.push('synced');
        done(error);
      });
    });
    await file.append(Buffer.from('line\n'));
    order.push('resolved');
    expect(order).toEqual(['synced', 'resolved']);
    expect(write).toHaveBeenCalledTimes(1);
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it('an append rejects when it was written only in part', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-file-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = await openAppendOnlyFile(join(folder, 'log'));
    onTestFinished(() => file.close());
    vi.mocked(fs.write).mockImplementationOnce((...args: unknown[]) => {
      const done = args.at(-1) as (error: null, written: number) => void;
      done(null, 3);
    });
    await expect(file.append(Buffer.from('line\n'))).rejects.toThrow('only 3 of 5 bytes');
  });
});
