// The README's example as a stranger would run it: from the packed packages, in an empty folder,
// killed in the middle of its cleanup and started again.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const PACKAGES = ['shared', 'sql', 'coordinator', 'worker'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-embedding-'));
  const packed = await Promise.all(
    PACKAGES.map(async (name) => {
      const { stdout } = await run(
        'npm',
        ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
        { cwd: join(root, 'packages', name) },
      );
      return [`@rescind/${name}`, `file:${stdout.trim()}`] as const;
    }),
  );
  const dependencies = Object.fromEntries(packed);
  const manifest = { type: 'module', private: true, dependencies, overrides: dependencies };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const flags = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=peer'];
  await run('npm', flags, { cwd: folder });
  await copyFile(join(root, 'examples', 'embedding.mjs'), join(folder, 'service.mjs'));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Service {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** The next line it prints. */
  line(): Promise<string>;
}

function start(): Service {
  const child = spawn(process.execPath, ['service.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    lines,
    line: async () => {
      const { value } = await reader.next();
      lines.push(String(value));
      return String(value);
    },
  };
}

/** Resolves once the cleanup has begun: some of what had been there is gone. */
async function cleanupHasBegun(): Promise<number> {
  let most = 0;
  for (;;) {
    const files = await readdir(join(folder, 'filled')).catch(() => []);
    if (files.length < most) return files.length;
    most = Math.max(most, files.length);
  }
}

it('the example cancels, is killed in its cleanup and finishes it in its next life', async () => {
  await mkdir(join(folder, 'others'));
  const first = start();
  expect(await first.line()).toBe('requested');
  const left = await cleanupHasBegun();
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  expect(left).toBeGreaterThan(0);
  expect((await readdir(join(folder, 'filled'))).length).toBeGreaterThan(0);

  const second = start();
  expect(await second.line()).toBe('too-late');
  expect(await second.line()).toBe('canceled');
  const [code] = (await once(second.child, 'exit')) as [number];
  expect(code).toBe(0);
  const names = await readdir(folder);
  expect(names).not.toContain('filled');
  expect(names).toContain('others');
}, 60_000);

it('the README shows that very file', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = await readFile(join(root, 'examples', 'embedding.mjs'), 'utf8');
  expect(readme).toContain('```js\n' + example + '```');
});
