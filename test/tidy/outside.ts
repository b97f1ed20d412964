// Who may touch the outside world. Node's modules and the NATS client stay in adapters, a test
// runner stays in tests, and the two purest rooms import nothing but themselves; otherwise the
// simulator would run other code than production, or production would need a test runner.
import type { Finding } from './finding.ts';
import { isAdapter, isMain, isPorted, isTestKit } from './houses.ts';
import type { Repository } from './repository.ts';
import { resolveImport, type Target } from './resolve.ts';
import { fileName, isTest } from './source.ts';

/** Imports of the outside world where it has no place. */
export function strayOutsideImports(repository: Repository): readonly Finding[] {
  return everyImport(repository, (path, target) => {
    if (!isPorted(path)) return undefined;
    if (target.kind === 'node') {
      return isAdapter(path) || isMain(path)
        ? undefined
        : `imports ${target.name}, which only adapters and main.ts may; ask a port for it`;
    }
    if (target.kind !== 'npm') return undefined;
    if (target.name === 'nats' || target.name.startsWith('@nats-io/')) {
      return isAdapter(path)
        ? undefined
        : `imports ${target.name}, which only adapters may; use the Bus, EventLog or Lease port`;
    }
    return undefined;
  });
}

const testRunners = new Set(['vitest', 'fast-check']);

/** Imports of a test runner in code that runs in production. */
export function strayTestRunners(repository: Repository): readonly Finding[] {
  return everyImport(repository, (path, target) => {
    const inPackage = path.startsWith('packages/') && !isTest(path);
    if (!inPackage || isTestKit(path)) return undefined;
    if (target.kind === 'npm' && testRunners.has(target.name)) {
      return `imports ${target.name}; only tests, contract files and src/testing may`;
    }
    return target.kind === 'sister' && target.path?.endsWith('/testing.ts') === true
      ? `imports the testing entry of ${target.name}; only tests may`
      : undefined;
  });
}

interface PureRoom {
  readonly folder: string;
  /** File names in the room that may import one outside package, and which. */
  readonly exceptions: Readonly<Record<string, string>>;
  /** Files outside of the room that it may stand on. */
  readonly ground: readonly string[];
}

const pureRooms: readonly PureRoom[] = [
  { folder: 'packages/sql/src/syntax/', exceptions: {}, ground: [] },
  {
    folder: 'packages/shared/src/job/',
    exceptions: { 'chart.ts': 'xstate' },
    // Words without content of their own, below every room.
    ground: ['packages/shared/src/json.ts', 'packages/shared/src/invariant.ts'],
  },
];

/** Imports by which the domain or the SQL syntax would depend on anything but itself. */
export function impureImports(repository: Repository): readonly Finding[] {
  return everyImport(repository, (path, target, specifier) => {
    const room = pureRooms.find((each) => path.startsWith(each.folder));
    if (room === undefined || isTest(path)) return undefined;
    if (target.kind === 'file' && target.path.startsWith(room.folder)) return undefined;
    if (target.kind === 'file' && room.ground.includes(target.path)) return undefined;
    const allowed = room.exceptions[fileName(path)];
    if (target.kind === 'npm' && target.name === allowed) return undefined;
    return (
      `imports ${specifier}; files in ${room.folder} import only their own folder, ` +
      'so hand in what they need as an argument'
    );
  });
}

function everyImport(
  repository: Repository,
  wrongWith: (path: string, target: Target, specifier: string) => string | undefined,
): readonly Finding[] {
  return repository.sources.flatMap((source) =>
    source.imports.flatMap((each) => {
      const target = resolveImport(repository, source.path, each.specifier);
      const message = wrongWith(source.path, target, each.specifier);
      return message === undefined ? [] : [{ path: source.path, line: each.line, message }];
    }),
  );
}
