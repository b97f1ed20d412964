// Takes one package out of a signed archive with a private apt: it reads and writes nothing of the
// machine's own package state, needs no root, and never takes what the key ring did not sign.

import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram, type Environment, type ProgramEnd } from './run-program.ts';

export interface PackageSource {
  readonly mirror: string;
  readonly suite: string;
  readonly component: string;
  readonly keyring: string;
}

export interface AptOptions {
  /** An empty folder of the caller's, which the caller removes. */
  readonly work: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/**
 * Downloads the newest package of that name and unpacks it without installing it. Resolves with the
 * package file and the root of the unpacked tree; throws an `Error` with apt's own last complaint.
 */
export async function takePackage(
  name: string,
  source: PackageSource,
  options: AptOptions,
): Promise<{ readonly file: string; readonly root: string }> {
  const { work, signal } = options;
  const env = { ...options.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const run = async (program: string, ...args: readonly string[]) =>
    succeeded(program, await runProgram(program, args, { env, signal, cwd: work }));

  const arch = (await run('dpkg', '--print-architecture')).trim();
  const config = await privateApt(source, arch, work);
  await run('apt-get', '-q', '-c', config, 'update');
  await run('apt-get', '-q', '-c', config, 'download', name);
  const deb = (await readdir(work)).find((entry) => entry.endsWith('.deb'));
  if (deb === undefined) throw new Error(`apt-get brought no package ${name}`);
  const file = join(work, deb);
  const root = join(work, 'root');
  await run('dpkg-deb', '-x', file, root);
  return { file, root };
}

async function privateApt(source: PackageSource, arch: string, work: string): Promise<string> {
  // As root, apt fetches as a user without rights, who must be able to enter.
  await chmod(work, 0o755);
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
  await mkdir(join(work, 'preferences'));
  const { keyring, mirror, suite, component } = source;
  const line = `deb [arch=${arch} signed-by=${keyring}] ${mirror} ${suite} ${component}\n`;
  await writeFile(join(work, 'sources.list'), line);
  await writeFile(join(work, 'status'), '');
  const config = join(work, 'apt.conf');
  await writeFile(config, configuration(work));
  return config;
}

/** Read after the machine's own configuration, so its proxy stands and its hooks do not run. */
function configuration(work: string): string {
  return `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "${work}/state";
Dir::State::status "${work}/status";
Dir::Cache "${work}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "${work}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "${work}/preferences";
APT::Update::Error-Mode "any";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::GzipIndexes "true";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "10";
Acquire::https::Timeout "10";
`;
}

function succeeded(program: string, end: ProgramEnd): string {
  if (end.status === 0) return end.stdout;
  const lines = end.stderr.trim().split('\n');
  const why = lines.find((line) => line.startsWith('E: '))?.slice(3) ?? lines.at(-1) ?? '';
  throw new Error(`${program}: ${why.replace(/\s+/g, ' ')} (status ${end.status})`);
}
