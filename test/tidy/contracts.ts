// Every adapter of a port runs the port's contract, or nobody knows that it keeps it. The contract
// in the room `bus/` says whose it is by importing a port of the door `bus.ts`; an adapter is any
// file beside it that exports something of that port's type, or with a name that ends like it.
import type { Finding } from './finding.ts';
import { isContract } from './houses.ts';
import type { Repository } from './repository.ts';
import { resolveImport } from './resolve.ts';
import { folderOf, isTest, type Source } from './source.ts';

/** Adapters without a test that runs the contract beside them, and contracts without adapters. */
export function unheldContracts(repository: Repository): readonly Finding[] {
  const contracts = repository.sources.filter(({ path }) => isContract(path));
  const rooms = [...new Set(contracts.map(({ path }) => folderOf(path)))];
  return rooms.flatMap((room) => {
    const files = repository.sources.filter(({ path }) => folderOf(path) === room);
    const inRoom = contracts.filter(({ path }) => folderOf(path) === room);
    const ports = portsOf(repository, room, inRoom);
    const adapters = files.filter((file) => isAdapterOf(ports, file));
    const untested = adapters.filter(({ path }) => !isHeld(repository, path, files));
    const contract = inRoom[0]?.path ?? room;
    const orphan = `no file beside it yields ${ports.join(' or ')}, so nobody runs this contract`;
    const portless = `imports no port of ${room}.ts, so nobody knows who has to run it`;
    return [
      ...(adapters.length === 0
        ? [{ path: contract, line: 1, message: ports.length === 0 ? portless : orphan }]
        : []),
      ...untested.map(({ path }) => ({
        path,
        line: 1,
        message:
          `no test beside it imports this adapter and ${contract}; ` +
          `add ${path.replace(/\.ts$/, '.test.ts')} and run the contract in it`,
      })),
    ];
  });
}

/** Interfaces with methods that the door of a room exports and its contract imports. */
function portsOf(
  repository: Repository,
  room: string,
  contracts: readonly Source[],
): readonly string[] {
  const door = repository.sources.find(({ path }) => path === `${room}.ts`);
  const imported = new Set(
    contracts.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, names }) => {
        const target = resolveImport(repository, path, specifier);
        return target.kind === 'file' && target.path === door?.path ? names : [];
      }),
    ),
  );
  const callable = door?.exports.filter((each) => each.callable) ?? [];
  return callable.map(({ name }) => name).filter((name) => imported.has(name));
}

function isAdapterOf(ports: readonly string[], { path, exports }: Source): boolean {
  if (isTest(path) || isContract(path)) return false;
  return exports.some(
    ({ typeOnly, yields, name }) =>
      !typeOnly &&
      ports.some(
        (port) =>
          yields?.endsWith(port) === true || name.toLowerCase().endsWith(port.toLowerCase()),
      ),
  );
}

function isHeld(repository: Repository, adapter: string, files: readonly Source[]): boolean {
  return files.some(
    (test) =>
      isTest(test.path) &&
      importsValueOf(repository, test, (path) => path === adapter) &&
      importsValueOf(repository, test, isContract),
  );
}

function importsValueOf(
  repository: Repository,
  { path: from, imports }: Source,
  isWanted: (path: string) => boolean,
): boolean {
  return imports.some((each) => {
    const target = resolveImport(repository, from, each.specifier);
    return target.kind === 'file' && !each.typeOnly && isWanted(target.path);
  });
}
