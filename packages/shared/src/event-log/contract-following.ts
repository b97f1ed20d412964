// Chapter of the event log's contract: a follower gets every commit once, in order, and no sooner
// than it is in the log.
import { expect, it } from 'vitest';
import {
  fill,
  followed,
  readAll,
  siteFor,
  withoutStamps,
  type CreateSite,
} from './contract-samples.ts';

export function followingContract(createSite: CreateSite): void {
  it('catches up, then tails, without gap or double', async () => {
    const site = await siteFor(createSite);
    const [writer, reader] = [await site.open(), await site.open()];
    const before = await fill(writer, 10);
    const following = followed(reader, 1);
    const during = await fill(writer, 10, before.at(-1));
    await following.until(20);
    const after = await fill(writer, 10, during.at(-1));
    expect(withoutStamps(await following.until(30))).toEqual([...before, ...during, ...after]);
    following.stop();
  });

  it('starts anywhere, also at the commit that comes next', async () => {
    const log = await (await siteFor(createSite)).open();
    const before = await fill(log, 4);
    const [middle, next] = [followed(log, 3), followed(log, 5)];
    expect(withoutStamps(await middle.until(4))).toEqual(before.slice(2));
    expect(next.seen).toEqual([]);
    const after = await fill(log, 2, before.at(-1));
    expect(withoutStamps(await middle.until(6))).toEqual([...before.slice(2), ...after]);
    expect(withoutStamps(await next.until(6))).toEqual(after);
    middle.stop();
    next.stop();
  });

  it('two followers each get everything', async () => {
    const site = await siteFor(createSite);
    const [here, there] = [await site.open(), await site.open()];
    const [one, two] = [followed(here, 1), followed(there, 1)];
    const filled = await fill(here, 12);
    expect(withoutStamps(await one.until(12))).toEqual(filled);
    expect(withoutStamps(await two.until(12))).toEqual(filled);
    one.stop();
    two.stop();
  });

  it('a follower that was stopped gets nothing more', async () => {
    const log = await (await siteFor(createSite)).open();
    const [stopped, other] = [followed(log, 1), followed(log, 1)];
    const before = await fill(log, 2);
    await stopped.until(2);
    stopped.stop();
    stopped.stop();
    await fill(log, 3, before.at(-1));
    await other.until(5);
    expect(withoutStamps(stopped.seen)).toEqual(before);
    other.stop();
  });

  it('a follower may stop from within, at the very commit it is told of', async () => {
    const log = await (await siteFor(createSite)).open();
    await fill(log, 5);
    const seen: number[] = [];
    const stopped = new Promise<void>((resolve) => {
      const following = log.follow(
        1,
        ({ commit }) => {
          seen.push(commit.n);
          if (commit.n < 3) return;
          following.stop();
          resolve();
        },
        (error) => expect.fail(error.message),
      );
    });
    await stopped;
    const other = followed(log, 1);
    await other.until(5);
    expect(seen).toEqual([1, 2, 3]);
    other.stop();
  });

  it('a callback that throws ends its own following with that error, and no other', async () => {
    const log = await (await siteFor(createSite)).open();
    await fill(log, 3);
    const seen: number[] = [];
    const error = await new Promise<Error>((resolve) => {
      log.follow(
        1,
        ({ commit }) => {
          seen.push(commit.n);
          if (commit.n === 2) throw new Error('cannot fold this');
        },
        resolve,
      );
    });
    expect(error.message).toBe('cannot fold this');
    const other = followed(log, 1);
    await other.until(3);
    expect(seen).toEqual([1, 2]);
    other.stop();
  });

  it('closing ends every following without a word', async () => {
    const site = await siteFor(createSite);
    const log = await site.open();
    await fill(log, 1);
    const following = followed(log, 1);
    await following.until(1);
    await log.close();
    const again = await site.open();
    await fill(again, 1, (await readAll(again)).at(-1));
    expect(following.seen).toHaveLength(1);
    expect(await Promise.race([following.failed, Promise.resolve('silent')])).toBe('silent');
  });
}
