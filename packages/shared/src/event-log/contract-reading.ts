// Chapter of the event log's contract: reading lets nothing pass that was not written so.
import { describe, expect, it } from 'vitest';
import { LogDamagedError, UnknownVersionError } from '../errors.ts';
import type { Recorded } from '../event-log.ts';
import { encodeCommit } from './codec.ts';
import {
  appendOk,
  fill,
  followed,
  readAll,
  sampleCommit,
  siteFor,
  withoutStamps,
  type CreateSite,
  type LogSite,
} from './contract-samples.ts';

export function readingContract(createSite: CreateSite): void {
  it('reads from any position to the end as of the call', async () => {
    const log = await (await siteFor(createSite)).open();
    const filled = await fill(log, 5);
    for (const from of [1, 2, 5]) {
      expect(withoutStamps(await readAll(log, from))).toEqual(filled.slice(from - 1));
    }
    expect(await readAll(log, 6)).toEqual([]);
    expect(await readAll(log, 60)).toEqual([]);
  });

  it('a reading does not see what is appended after it began', async () => {
    const log = await (await siteFor(createSite)).open();
    const filled = await fill(log, 3);
    const seen: Recorded[] = [];
    for await (const recorded of log.read(1)) {
      if (recorded.commit.n === 1) await fill(log, 2, filled.at(-1));
      seen.push(recorded);
    }
    expect(withoutStamps(seen)).toEqual(filled);
    expect(await readAll(log)).toHaveLength(5);
  });

  it('two may read at once, and one may stop halfway', async () => {
    const log = await (await siteFor(createSite)).open();
    const filled = await fill(log, 20);
    const [all, tail] = await Promise.all([readAll(log), readAll(log, 11)]);
    expect(withoutStamps(all)).toEqual(filled);
    expect(withoutStamps(tail)).toEqual(filled.slice(10));
    for await (const recorded of log.read(1)) if (recorded.commit.n === 3) break;
    expect(await readAll(log)).toHaveLength(20);
  });

  it('what is stored is the text the format says, and such a text is read', async () => {
    const site = await siteFor(createSite);
    const log = await site.open();
    const commit = sampleCommit(1, '');
    await appendOk(log, commit);
    const stored = await storedTexts(site);
    expect(stored).toEqual([encodeCommit(commit)]);
    expect(Object.keys(JSON.parse(stored[0]!) as object)).toEqual([
      'v',
      'n',
      'id',
      'prev',
      'at',
      'by',
      'events',
    ]);
    const golden =
      '{"v":1,"n":1,"id":"01KDVDNA000000000000000001","prev":"","at":1767225600000,"by":"c1",' +
      '"events":[{"type":"LeaderElected","leader":"c1","term":1}]}';
    await site.rewrite(() => [golden]);
    const [read] = await readAll(await site.open());
    expect(encodeCommit(read!.commit)).toBe(golden);
  });

  describe('is refused:', () => {
    it.each([
      ['a commit of a later format', '{"v":2,"n":4,"what":"ever"}', UnknownVersionError],
      ['an event nobody knows', withEvent({ type: 'JobTeleported' }), UnknownVersionError],
      ['an event that is none', withEvent(null), LogDamagedError],
      ['a commit without its fields', '{"v":1,"n":4}', LogDamagedError],
      ['a text that is no commit', '[]', LogDamagedError],
      ['a text that is no JSON', '{"v":1', LogDamagedError],
    ])('%s', async (_what, text, error) => {
      const site = await siteFor(createSite);
      const filled = await fill(await site.open(), 3);
      const next = text.replace('"prev":"?"', `"prev":"${filled[2]!.hash}"`);
      await site.rewrite((texts) => [...texts, next]);
      await expect(openAndRead(site)).rejects.toThrow(error);
      await expect(openAndRead(site)).rejects.toThrow(/commit 4/);
      await expect(openAndFollow(site)).resolves.toBeInstanceOf(error);
    });

    it.each([
      ['a bit that has changed', (texts: string[]) => flip(texts, 2), 2],
      ['a commit that was replaced', (texts: string[]) => replace(texts, 3), 3],
      ['a commit that is missing', (texts: string[]) => texts.splice(2, 1), 3],
      ['a commit that stands twice', (texts: string[]) => texts.splice(2, 0, texts[1]!), 3],
      ['a first commit that is missing', (texts: string[]) => texts.shift(), 1],
      ['a first commit that follows another', (texts: string[]) => followAnother(texts), 1],
    ])('%s, and named by its number', async (_what, damage, at) => {
      const site = await siteFor(createSite);
      await fill(await site.open(), 5);
      await site.rewrite((texts) => {
        const changed = [...texts];
        damage(changed);
        return changed;
      });
      const error = await openAndRead(site).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LogDamagedError);
      expect(error).toMatchObject({ at });
      expect(await openAndFollow(site)).toMatchObject({ name: 'LogDamagedError', at });
    });
  });
}

async function storedTexts(site: LogSite): Promise<readonly string[]> {
  let stored: readonly string[] = [];
  await site.rewrite((texts) => (stored = texts));
  return stored;
}

/** The text of commit 4 with one event; `?` stands for the hash of commit 3. */
function withEvent(event: { readonly type: string } | null): string {
  const { v, n, id, prev, at, by } = sampleCommit(4, '?');
  return JSON.stringify({ v, n, id, prev, at, by, events: [event] });
}

async function openAndRead(site: LogSite): Promise<readonly Recorded[]> {
  return readAll(await site.open());
}

/** The error that opening or following ends in. */
async function openAndFollow(site: LogSite): Promise<Error> {
  try {
    const log = await site.open();
    return await followed(log, 1).failed;
  } catch (error) {
    return error as Error;
  }
}

/** Changes one bit of the log time of commit `n`: the text stays valid. */
function flip(texts: string[], n: number): void {
  texts[n - 1] = texts[n - 1]!.replace(
    /"at":(\d+)/,
    (_all, at: string) => `"at":${Number(at) ^ 1}`,
  );
}

function followAnother(texts: string[]): void {
  texts.splice(0, Infinity, encodeCommit(sampleCommit(1, 'the hash of another')));
}

function replace(texts: string[], n: number): void {
  const { prev } = JSON.parse(texts[n - 1]!) as { prev: string };
  texts[n - 1] = encodeCommit(sampleCommit(n, prev));
}
