// A guarded server never outlives its parent, and its guard never outlives the server. The parent
// is a process of its own here, built from these sources, that can be killed.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { findNatsServer } from './find.ts';
import { startNatsServer } from './start.ts';

const binary = await findNatsServer().catch((error: unknown) => {
  if (process.env['CI'] !== undefined) throw error;
});
const missing = binary === undefined ? 'nats-server' : existsSync('/proc/self') ? '' : '/proc';
const note = missing === '' ? '' : ` (not run: ${missing} missing)`;

const PARENT = `
import { startNatsServer } from './nats-server.js';
const server = await startNatsServer(JSON.parse(process.argv[2]));
console.log(server.pid);
process.stdin.on('end', () => process.exit()).resume();
`;

describe.skipIf(missing !== '')(`a guarded server${note}`, () => {
  let build: string;
  let storeDir: string;
  beforeAll(() => {
    build = mkdtempSync(join(tmpdir(), 'rescind-parent-'));
    const root = join(import.meta.dirname, '../../../..');
    const args = ['--ignoreConfig', '--noCheck', '--module', 'nodenext', '--target', 'es2023'];
    const source = join(import.meta.dirname, '../nats-server.ts');
    const out = ['--rewriteRelativeImportExtensions', '--outDir', build];
    execFileSync(join(root, 'node_modules/.bin/tsc'), [...args, ...out, source], { cwd: build });
    writeFileSync(join(build, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(build, 'parent.js'), PARENT);
  });
  afterAll(() => rmSync(build, { recursive: true, force: true }));
  beforeEach(() => {
    storeDir = mkdtempSync(join(tmpdir(), 'rescind-guard-'));
  });
  afterEach(() => {
    for (const pid of processesOf(storeDir)) process.kill(pid, 'SIGKILL');
    rmSync(storeDir, { recursive: true, force: true });
  });

  async function parentOf(
    options: object,
  ): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
    const wish = JSON.stringify({ binary, storeDir, ...options });
    const parent = spawn(process.execPath, [join(build, 'parent.js'), wish], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    return { parent, pid: Number(line.toString()) };
  }

  const goneWithin = (timeout: number) =>
    vi.waitUntil(() => processesOf(storeDir).length === 0, { timeout, interval: 10 });

  test('is gone within two seconds after its parent was killed', async () => {
    const { parent, pid } = await parentOf({ guard: true });
    expect(processesOf(storeDir)).toContain(pid);
    parent.kill('SIGKILL');
    await goneWithin(2_000);
  });

  test('that does not obey is gone within two seconds too', async () => {
    const { parent, pid } = await parentOf({ guard: true });
    process.kill(pid, 'SIGSTOP');
    parent.kill('SIGKILL');
    await goneWithin(2_000);
  });

  test('is gone also when the guard itself was killed', async () => {
    const { parent, pid } = await parentOf({ guard: true });
    process.kill(parentIdOf(pid), 'SIGKILL');
    await goneWithin(2_000);
    parent.kill('SIGKILL');
  });

  test('leaves its parent free to end when it is detached', async () => {
    const { parent } = await parentOf({ guard: true, detached: true });
    parent.stdin?.end();
    await goneWithin(2_000);
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'that ends by %s leaves nothing of its guard behind',
    async (signal) => {
      const server = await startNatsServer({ binary: binary ?? '', storeDir, guard: true });
      process.kill(server.pid, signal);
      const bare = { SIGKILL: { code: null, signal }, SIGTERM: { code: 0, signal: null } };
      expect(await server.exited).toEqual(bare[signal]);
      expect(processesOf(storeDir)).toEqual([]);
    },
  );

  test('that cannot start leaves nothing behind either', async () => {
    const absent = { path: join(storeDir, 'absent'), version: '2.15.1' };
    const wish = startNatsServer({ binary: absent, storeDir, guard: true });
    await expect(wish).rejects.toMatchObject({ code: 'not-started' });
    expect(processesOf(storeDir)).toEqual([]);
  });

  test('unlike one that is detached without a guard, which outlives its parent', async () => {
    const { parent, pid } = await parentOf({ detached: true });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(processesOf(storeDir)).toEqual([pid]);
  });
});

/** Every process whose command line names the store: the server, its guard, the guard's watcher. */
function processesOf(storeDir: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && commandLineOf(pid).includes(`${storeDir}/run`));
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function parentIdOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
}
