// What every store of objects keeps to, as tests: an adapter's test calls this with a way to make
// an empty store. Whoever writes an adapter of their own proves it with the same suite.
import { describe, expect, it, onTestFinished } from 'vitest';
import { ObjectExistsError, ObjectNameError, type Objects } from '../objects.ts';

/** An empty store of one's own, made for one test. */
export interface ObjectsSite extends AsyncDisposable {
  /** A handle on it; the same one each time where there can only be one. */
  open(): Objects;
}

/** Declares the tests; `createSite` is called once for each. */
export function objectsContract(name: string, createSite: () => Promise<ObjectsSite>): void {
  const siteFor = async (): Promise<ObjectsSite> => {
    const site = await createSite();
    onTestFinished(() => site[Symbol.asyncDispose]());
    return site;
  };
  const open = async (): Promise<Objects> => (await siteFor()).open();

  describe(`${name} keeps the contract of objects:`, () => {
    describe('putting', () => {
      puttingContract(open, siteFor);
    });
    describe('listing', () => {
      listingContract(open);
    });
    describe('deleting', () => {
      deletingContract(open, siteFor);
    });
    describe('names', () => {
      namesContract(open);
    });
  });
}

type Open = () => Promise<Objects>;
type SiteFor = () => Promise<ObjectsSite>;

function puttingContract(open: Open, siteFor: SiteFor): void {
  it('what was put is there for every handle, byte by byte', async () => {
    const site = await siteFor();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
    await site.open().put('jobs/1/2/3', bytes);
    await site.open().put('empty', new Uint8Array());
    expect(bytesOf(await site.open().get('jobs/1/2/3'))).toEqual([...bytes]);
    expect(bytesOf(await site.open().get('empty'))).toEqual([]);
  });

  it('nothing is where nothing was put, not even where objects stand below', async () => {
    const objects = await open();
    await objects.put('a/b', bytesFrom('x'));
    for (const absent of ['b', 'a', 'a/b/c', 'a/bb']) {
      expect(await objects.get(absent)).toBeUndefined();
    }
  });

  it('what callers do to their bytes later changes no object', async () => {
    const objects = await open();
    const given = bytesFrom('before');
    await objects.put('a', given);
    given.fill(0);
    (await objects.get('a'))!.fill(0);
    expect(textOf(await objects.get('a'))).toBe('before');
  });

  it('the same bytes may be put again, other bytes are refused and change nothing', async () => {
    const objects = await open();
    await objects.put('a/b', bytesFrom('one'));
    await objects.put('a/b', bytesFrom('one'));
    const refused = objects.put('a/b', bytesFrom('two'));
    await expect(refused).rejects.toThrow(ObjectExistsError);
    await expect(refused).rejects.toThrow(/a\/b$/);
    await expect(objects.put('a/b', bytesFrom('one more'))).rejects.toThrow(ObjectExistsError);
    await expect(objects.put('a/b', bytesFrom(''))).rejects.toThrow(ObjectExistsError);
    expect(textOf(await objects.get('a/b'))).toBe('one');
  });

  it('of many that put a name at once those win whose bytes came first', async () => {
    const site = await siteFor();
    const texts = Array.from({ length: 12 }, (_, index) => `writer ${index % 3}`);
    const puts = texts.map((text) => site.open().put('a/b/c', bytesFrom(text)));
    const outcomes = await Promise.allSettled(puts);
    const winner = textOf(await site.open().get('a/b/c'));
    const won = outcomes.map(({ status }) => status === 'fulfilled');
    expect(won).toEqual(texts.map((text) => text === winner));
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of lost) expect(reason).toBeInstanceOf(ObjectExistsError);
  });
}

function listingContract(open: Open): void {
  it('names come in their order with their lengths, whichever came first', async () => {
    const objects = await open();
    // Letters before and after the slash: a folder stands among its neighbors as its names do.
    const names = ['a0', 'a/c', 'a-b', 'b', 'a.b/x', 'a/b/c', 'a=', 'a/b-', 'B/z', '..a', 'a--/y'];
    for (const each of names) await objects.put(each, bytesFrom('x'.repeat(each.length)));
    const sorted = names.toSorted().map((each) => ({ name: each, bytes: each.length }));
    expect(await listed(objects, '')).toEqual(sorted);
  });

  it('a prefix ends anywhere in a name', async () => {
    const objects = await open();
    for (const each of ['jobs/1/1', 'jobs/10/1', 'jobs/2/1', 'job', 'inserts/1']) {
      await objects.put(each, bytesFrom('x'));
    }
    expect(await namesOf(objects, 'jobs/1')).toEqual(['jobs/1/1', 'jobs/10/1']);
    expect(await namesOf(objects, 'jobs/1/')).toEqual(['jobs/1/1']);
    expect(await namesOf(objects, 'job')).toEqual(['job', 'jobs/1/1', 'jobs/10/1', 'jobs/2/1']);
    expect(await namesOf(objects, 'jobs/2/1')).toEqual(['jobs/2/1']);
    expect(await namesOf(objects, 'jobs/3/')).toEqual([]);
    expect(await namesOf(objects, 'job/')).toEqual([]);
  });

  it('of an empty store there is nothing to list', async () => {
    expect(await listed(await open(), '')).toEqual([]);
  });

  it('what is deleted while it is listed does no harm', async () => {
    const objects = await open();
    for (const each of ['a/1', 'a/2', 'b/1', 'b/2', 'c']) await objects.put(each, bytesFrom('x'));
    const seen: string[] = [];
    for await (const { name } of objects.list('')) {
      seen.push(name);
      for (const each of ['a/2', 'b/1', 'b/2']) await objects.delete(each);
    }
    expect(seen).toEqual(expect.arrayContaining(['a/1', 'c']));
    expect(await namesOf(objects, '')).toEqual(['a/1', 'c']);
  });
}

function deletingContract(open: Open, siteFor: SiteFor): void {
  it('what is deleted is gone, its neighbors stay, and again is fine', async () => {
    const objects = await open();
    for (const each of ['a/b/1', 'a/b/2', 'a/1']) await objects.put(each, bytesFrom('x'));
    await objects.delete('a/b/1');
    await objects.delete('a/b/1');
    expect(await objects.get('a/b/1')).toBeUndefined();
    expect(await namesOf(objects, '')).toEqual(['a/1', 'a/b/2']);
  });

  it('what is not there, or is no object, cannot be deleted and is no error', async () => {
    const objects = await open();
    await objects.delete('a/b/c');
    await objects.put('a/b', bytesFrom('x'));
    await objects.delete('a');
    await objects.delete('a/b/c');
    expect(await namesOf(objects, '')).toEqual(['a/b']);
  });

  it('nothing is left in the way of new names once a folder is empty', async () => {
    const objects = await open();
    await objects.put('a/b/c', bytesFrom('x'));
    await objects.delete('a/b/c');
    await objects.put('a/b', bytesFrom('y'));
    await objects.delete('a/b');
    await objects.put('a', bytesFrom('z'));
    expect(await namesOf(objects, '')).toEqual(['a']);
  });

  it('a folder that somebody else has emptied can be filled again', async () => {
    const site = await siteFor();
    const [here, there] = [site.open(), site.open()];
    await here.put('a/b/1', bytesFrom('x'));
    await there.delete('a/b/1');
    await here.put('a/b/2', bytesFrom('y'));
    expect(await namesOf(there, '')).toEqual(['a/b/2']);
  });

  it('while some empty a folder others can fill it', async () => {
    const site = await siteFor();
    const [here, there] = [site.open(), site.open()];
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all([
      ...numbers.map(async (n) => {
        await here.put(`a/b/${n}`, bytesFrom('x'));
        await here.delete(`a/b/${n}`);
      }),
      ...numbers.map((n) => there.put(`a/b/kept-${n}`, bytesFrom('y'))),
    ]);
    expect((await listed(here, '')).length).toBe(numbers.length);
  });
}

function namesContract(open: Open): void {
  const badNames = [
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    'a b',
    'ä',
    'a\\b',
    'a\n',
    '~',
  ];

  it.each(badNames)('%j is no name', async (bad) => {
    const objects = await open();
    await objects.put('a', bytesFrom('x'));
    for (const attempt of [
      () => objects.put(bad, bytesFrom('x')),
      () => objects.get(bad),
      () => objects.delete(bad),
    ]) {
      await expect(attempt()).rejects.toThrow(ObjectNameError);
      await expect(attempt()).rejects.toThrow(RangeError);
    }
  });

  it.each(['/', '../', 'a/../', 'a//', 'a b', 'a/~'])('no name begins with %j', async (bad) => {
    await expect(listed(await open(), bad)).rejects.toThrow(ObjectNameError);
  });

  it('no object stands under another one', async () => {
    const objects = await open();
    await objects.put('a/b', bytesFrom('x'));
    await expect(objects.put('a', bytesFrom('x'))).rejects.toThrow(ObjectNameError);
    await expect(objects.put('a/b/c', bytesFrom('x'))).rejects.toThrow(ObjectNameError);
    await expect(objects.put('a/b/c/d', bytesFrom('x'))).rejects.toThrow(ObjectNameError);
    expect(await namesOf(objects, '')).toEqual(['a/b']);
  });
}

async function listed(objects: Objects, prefix: string): Promise<readonly object[]> {
  const found: object[] = [];
  for await (const { name, bytes } of objects.list(prefix)) found.push({ name, bytes });
  return found;
}

async function namesOf(objects: Objects, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of objects.list(prefix)) names.push(name);
  return names;
}

function bytesFrom(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bytesOf(bytes: Uint8Array | undefined): readonly number[] | undefined {
  return bytes && [...bytes];
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
