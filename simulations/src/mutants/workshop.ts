// A copy of the built packages in a folder of its own, with one piece replaced, and the campaign of
// that copy in a process of its own: the planted bug never touches the build it was taken from.
import { spawn } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, installedPackages } from '../installed-packages.ts';
import type { Mutant } from './mutant.ts';

const PACKAGES = ['shared', 'sql', 'coordinator', 'worker', 'simulations'] as const;

export interface MutantOutcome {
  readonly mutant: Mutant;
  /** The first seed that noticed and what it said; undefined for a survivor. */
  readonly caught:
    | { readonly seed: string; readonly checker: string; readonly message: string }
    | undefined;
  readonly seeds: number;
}

/** Replaces the piece. Throws when it does not occur exactly once: the mutant needs mending. */
export function mutate({ name, file, find, replace }: Mutant, text: string): string {
  const found = text.split(find).length - 1;
  if (found !== 1) throw new Error(`mutant ${name}: its piece occurs ${found} times in ${file}`);
  return text.replace(find, () => replace);
}

/** Runs seeds 1 to the budget against the mutant until one notices. */
export async function tryMutant(mutant: Mutant): Promise<MutantOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-mutant-'));
  try {
    await furnish(folder);
    const path = join(folder, 'node_modules', '@rescind', mutant.file);
    await writeFile(path, mutate(mutant, await readFile(path, 'utf8')));
    return { mutant, ...(await campaign(folder, mutant.budget)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the packages import is found beside them, as where they are installed. */
async function furnish(folder: string): Promise<void> {
  const installed = await installedPackages();
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@rescind'), { recursive: true });
  for (const name of PACKAGES) {
    const from = await realpath(join(installed, '@rescind', name));
    const to = join(modules, '@rescind', name);
    if (!(await exists(join(from, 'dist')))) throw new Error(`build @rescind/${name} first`);
    await cp(join(from, 'dist'), join(to, 'dist'), { recursive: true });
    await cp(join(from, 'package.json'), join(to, 'package.json'));
  }
  for (const entry of await readdir(installed)) {
    if (entry !== '@rescind' && !entry.startsWith('.')) {
      await symlink(join(installed, entry), join(modules, entry));
    }
  }
}

async function campaign(
  folder: string,
  budget: number,
): Promise<Pick<MutantOutcome, 'caught' | 'seeds'>> {
  const main = join(folder, 'node_modules/@rescind/simulations/dist/mutants/main.js');
  const child = spawn(process.execPath, [main, String(budget)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the campaign of a mutant ended with ${code}: ${errors}`);
  return JSON.parse(out) as Pick<MutantOutcome, 'caught' | 'seeds'>;
}
