// Chapter of the event log's contract: what an append promises.
import { expect, it } from 'vitest';
import { encodeCommit } from './codec.ts';
import {
  appendOk,
  fill,
  readAll,
  sampleCommit,
  siteFor,
  withoutStamps,
  type CreateSite,
} from './contract-samples.ts';

export function appendingContract(createSite: CreateSite): void {
  it('an empty log ends at 0 and takes commit 1', async () => {
    const log = await (await siteFor(createSite)).open();
    expect(await log.end()).toBe(0);
    expect(await log.get(1)).toBeUndefined();
    expect(await readAll(log)).toEqual([]);
    const first = await appendOk(log, sampleCommit(1, ''));
    expect(await log.end()).toBe(1);
    expect(withoutStamps([(await log.get(1))!])).toEqual([first]);
  });

  it('numbers are dense, and each commit carries the hash of the one before', async () => {
    const log = await (await siteFor(createSite)).open();
    const filled = await fill(log, 7);
    const all = await readAll(log);
    expect(withoutStamps(all)).toEqual(filled);
    expect(all.map(({ commit }) => commit.n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(all.map(({ commit }) => commit.prev)).toEqual([
      '',
      ...all.slice(0, -1).map(({ hash }) => hash),
    ]);
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(7);
  });

  it('a commit is there with all its events in order, or not at all', async () => {
    const log = await (await siteFor(createSite)).open();
    const events = Array.from({ length: 500 }, (_, i) => ({
      type: 'SessionEnded' as const,
      session: `s${i}`,
      reason: 'left' as const,
    }));
    const many = await appendOk(log, sampleCommit(1, '', { events }));
    await log.append(sampleCommit(1, '', { events: events.toReversed() }));
    expect(withoutStamps(await readAll(log))).toEqual([many]);
  });

  it.each([
    ['a position that is taken', 3],
    ['the first position', 1],
    ['a position beyond the next', 5],
  ])('%s is a conflict and nothing is written', async (_where, n) => {
    const log = await (await siteFor(createSite)).open();
    const filled = await fill(log, 3);
    const stranger = sampleCommit(n, filled[n - 2]?.hash ?? '');
    expect(await log.append(stranger)).toEqual({ outcome: 'conflict' });
    expect(await log.end()).toBe(3);
    expect(withoutStamps(await readAll(log))).toEqual(filled);
    await fill(log, 1, filled.at(-1));
  });

  it('of two who race for a position exactly one gets it', async () => {
    const site = await siteFor(createSite);
    const [here, there] = [await site.open(), await site.open()];
    let last = (await fill(here, 1))[0]!;
    for (let n = 2; n <= 20; n++) {
      const rivals = [sampleCommit(n, last.hash), sampleCommit(n, last.hash)] as const;
      const answers = await Promise.all([here.append(rivals[0]), there.append(rivals[1])]);
      expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'ok']);
      const winner = rivals[answers[0].outcome === 'ok' ? 0 : 1];
      last = (await there.get(n))!;
      expect(last.commit).toEqual(winner);
    }
    expect(await readAll(here)).toHaveLength(20);
  });

  it('a commit that is appended again conflicts with itself, which its id tells', async () => {
    const log = await (await siteFor(createSite)).open();
    const [first] = await fill(log, 1);
    const commit = sampleCommit(2, first!.hash);
    const { hash } = await appendOk(log, commit);
    expect(await log.append(commit)).toEqual({ outcome: 'conflict' });
    expect(await log.get(2)).toMatchObject({ commit: { id: commit.id }, hash });
    expect(await log.end()).toBe(2);
  });

  it('the end is the log’s own, also right after somebody else’s append', async () => {
    const site = await siteFor(createSite);
    const [here, there] = [await site.open(), await site.open()];
    let last: Awaited<ReturnType<typeof fill>>[0] | undefined;
    for (let n = 1; n <= 10; n++) {
      [last] = await fill(n % 2 === 0 ? here : there, 1, last);
      expect(await (n % 2 === 0 ? there : here).end()).toBe(n);
    }
  });

  it('a commit that is too large is refused with the limit, and the log goes on', async () => {
    const site = await siteFor(createSite);
    const log = await site.open();
    const commit = sampleCommit(1, '', { by: 'c'.repeat(site.limitBytes) });
    const refused = await log.append(commit);
    expect(refused).toMatchObject({ outcome: 'too-large' });
    const { bytes, limitBytes } = refused as Extract<typeof refused, { limitBytes: number }>;
    expect(bytes).toBeGreaterThan(limitBytes);
    expect(limitBytes).toBeLessThanOrEqual(site.limitBytes);
    expect(await log.end()).toBe(0);
    const fits = sampleCommit(1, '', { by: '' });
    const room = limitBytes - encodeCommit(fits).length - 200;
    const large = await appendOk(log, { ...fits, by: 'c'.repeat(room) });
    expect((await log.get(1))!.commit).toEqual(large.commit);
  });

  it('a log that is closed takes nothing and says nothing, and can be closed again', async () => {
    const log = await (await siteFor(createSite)).open();
    await fill(log, 1);
    const pending = log.append(sampleCommit(2, ''));
    await log.close();
    expect(['ok', 'unknown']).toContain((await pending).outcome);
    expect(await log.append(sampleCommit(3, ''))).toMatchObject({ outcome: 'unknown' });
    await expect(log.end()).rejects.toThrow(/closed/);
    await expect(log.get(1)).rejects.toThrow(/closed/);
    await expect(readAll(log)).rejects.toThrow(/closed/);
    await log.close();
  });
}
