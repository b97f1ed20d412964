// Real packages from the real archive into an empty cache: needs Debian and its mirror.

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { archiveOfThisMachine, type Archive } from './archive.ts';
import { fetchFrom, fetchNatsServer } from './fetch.ts';
import { isAtLeast, versionOf } from './version.ts';

const archive = await archiveOfThisMachine(process.env, AbortSignal.timeout(10_000)).catch(
  () => undefined,
);
const missing = await whatIsMissing();
const note = missing === undefined ? '' : ` (not run: ${missing} missing)`;

/** Asked by plain HTTP, not by what is under test. */
async function whatIsMissing(): Promise<string | undefined> {
  if (process.env['CI'] !== undefined) return undefined;
  if (archive?.distribution !== 'Debian') return 'Debian';
  const inRelease = `${archive.mirrors[0]}dists/${archive.suites[0]}/InRelease`;
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(inRelease, { method: 'HEAD', signal }).catch(() => undefined);
  return answer?.ok === true ? undefined : 'the Debian archive';
}

describe.skipIf(missing)(`fetching from Debian${note}`, () => {
  let cacheDir: string;
  beforeAll(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'rescind-cache-'));
  });
  afterAll(() => rm(cacheDir, { recursive: true, force: true }));

  test(
    'brings a server that fsyncs, once, also when two ask at once',
    { timeout: 60_000 },
    async () => {
      const lines: string[] = [];
      const onProgress = (line: string) => lines.push(line);
      const both = await Promise.all([
        fetchNatsServer({ cacheDir, onProgress }),
        fetchNatsServer({ cacheDir, onProgress }),
      ]);
      expect(both[0]).toEqual(both[1]);
      const { path, version, suite } = both[0];
      expect(isAtLeast(version, '2.12.0')).toBe(true);
      expect(await versionOf(path)).toBe(version);
      expect(lines).toEqual([
        `fetching nats-server from Debian ${suite} ...`,
        expect.stringMatching(`^nats-server ${version} is in place after \\d+\\.\\d s$`),
      ]);
      const provenance = await readFile(join(dirname(path), 'PROVENANCE'), 'utf8');
      expect(provenance).toMatch(/^package sha256: [0-9a-f]{64}$/m);
      expect(provenance).toContain(`archive: ${archive?.mirrors[0]} ${suite} main`);
      expect(provenance).toContain(`signatures checked with: ${archive?.keyring}`);
      expect(existsSync(join(dirname(path), 'copyright'))).toBe(true);
    },
  );

  test(
    'keeps an older release beside, and needs no archive again',
    { timeout: 60_000 },
    async () => {
      const wish = { cacheDir, suites: ['bookworm'] };
      const old = await fetchNatsServer(wish);
      expect(old).toMatchObject({ version: '2.9.10', suite: 'bookworm' });
      expect(await versionOf(old.path)).toBe('2.9.10');
      const withoutPrograms = { ...wish, env: { PATH: '' } };
      expect(await fetchNatsServer(withoutPrograms)).toEqual(old);
      expect(await readdir(join(cacheDir, 'nats-server'))).not.toContainEqual(
        expect.stringContaining('incoming'),
      );
    },
  );

  test('refuses what the installed keys did not sign', { timeout: 30_000 }, async () => {
    const keyring = '/usr/share/keyrings/debian-archive-removed-keys.gpg';
    expect(existsSync(keyring)).toBe(true);
    const lines: string[] = [];
    const wish = fetchInto('unsigned', { keyring, suites: ['forky'] }, 20_000, lines);
    await expect(wish).rejects.toMatchObject({ code: 'missing' });
    expect(lines[1]).toMatch(/not signed|signatures? couldn't be verified|NO_PUBKEY/);
    expect(existsSync(join(cacheDir, 'unsigned/nats-server/.lock'))).toBe(true);
    expect(await readdir(join(cacheDir, 'unsigned/nats-server'))).toEqual(['.lock']);
  });

  test('tries the next suite where a mirror has not all of them', { timeout: 30_000 }, async () => {
    const lines: string[] = [];
    const suites = ['no-such-suite', 'bookworm'];
    const server = await fetchInto('partial', { suites }, 20_000, lines);
    expect(server.suite).toBe('bookworm');
    expect(lines[1]).toMatch(/^no nats-server from Debian no-such-suite: apt-get: /);
  });

  test('waits for a silent mirror only as long as it may', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const mirrors = [`http://127.0.0.1:${port}/debian/`];
    const began = performance.now();
    const wish = fetchInto('silent', { mirrors, suites: ['forky', 'sid'] }, 700, []);
    await expect(wish).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('(no answer in time)') as string,
    });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  function fetchInto(
    name: string,
    change: Partial<Archive>,
    timeoutMs: number,
    lines: string[],
  ): ReturnType<typeof fetchFrom> {
    if (archive === undefined) throw new Error('no archive');
    return fetchFrom({ ...archive, ...change }, '0', {
      cacheDir: join(cacheDir, name),
      env: process.env,
      signal: AbortSignal.timeout(timeoutMs),
      onProgress: (line) => lines.push(line),
    });
  }
});
