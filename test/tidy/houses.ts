// The map of the repository: its houses, which of them may look into which, and the rooms that
// touch the outside world. A change here is a change of the architecture.
import { fileName, isTest } from './source.ts';

export interface House {
  readonly name: string;
  /** The folder all its files are in. */
  readonly folder: string;
  /** Names of the packages its files may import. */
  readonly mayImport: readonly string[];
}

const floors = ['@rescind/shared', '@rescind/sql', '@rescind/coordinator', '@rescind/worker'];
const everything = [...floors, '@rescind/simulations', '@rescind/cli'];

/** Every house, from the ground up. Nothing may import `test` or `examples` by any name. */
export const houses: readonly House[] = [
  { name: '@rescind/shared', folder: 'packages/shared', mayImport: [] },
  { name: '@rescind/sql', folder: 'packages/sql', mayImport: ['@rescind/shared'] },
  { name: '@rescind/worker', folder: 'packages/worker', mayImport: ['@rescind/shared'] },
  {
    name: '@rescind/coordinator',
    folder: 'packages/coordinator',
    mayImport: ['@rescind/shared', '@rescind/sql'],
  },
  { name: '@rescind/simulations', folder: 'simulations', mayImport: floors },
  { name: '@rescind/cli', folder: 'packages/cli', mayImport: [...floors, '@rescind/simulations'] },
  { name: 'test', folder: 'test', mayImport: everything },
  { name: 'examples', folder: 'examples', mayImport: everything },
];

/** The house a file stands in; undefined for files at the root and in `bin`. */
export function houseOf(path: string): House | undefined {
  return houses.find((house) => path.startsWith(`${house.folder}/`));
}

/** Packages whose sources reach Node and the network through adapters only. */
const portedPackages = /^packages\/(shared|sql|coordinator|worker)\/src\//;

const adapters = 'event-log|bus|clock|disk|random|ids|lease|objects|witness|nats-server';
const adapterRooms = new RegExp(`^packages/shared/src/(${adapters})/`);
/** What starts PGlite's thread and keeps its files; the rest of that room is pure. */
const adapterFiles = /^packages\/sql\/src\/engine\/pglite\/(database|thread)\.ts$/;
/** What is kept of passwords, and the server that sockets come in by. */
const sqlAdapterFiles =
  /^packages\/sql\/src\/(password\/scram-verifier|wire|wire\/(connection|scram))\.ts$/;
const adapterDoors = /^packages\/shared\/src\/(nats|node|nats-server)\.ts$/;
/** Files of an adapter room that run anywhere: the simulator and every embedder depend on it. */
const portable = /^(memory.*|manual|seeded|contract.*)\.ts$/;

/** True for a file held to the rule that only adapters touch the outside world. */
export function isPorted(path: string): boolean {
  return portedPackages.test(path) && !isTest(path);
}

/** The files outsiders get adapters from; like a package's entries they pass on names. */
export function isAdapterDoor(path: string): boolean {
  return adapterDoors.test(path);
}

/** A file that may import Node's modules and the NATS client. */
export function isAdapter(path: string): boolean {
  if (isAdapterDoor(path) || adapterFiles.test(path) || sqlAdapterFiles.test(path)) return true;
  return adapterRooms.test(path) && !portable.test(fileName(path));
}

/** A process's first file: it reads the environment, assembles and starts. */
export function isMain(path: string): boolean {
  return fileName(path) === 'main.ts';
}

/** A suite that every adapter of a port runs: `contract.ts`, or `contract-<chapter>.ts`. */
export function isContract(path: string): boolean {
  return /^contract(-.*)?\.ts$/.test(fileName(path));
}

/** Code that ships but runs only under a test runner: contracts and the `testing` room. */
export function isTestKit(path: string): boolean {
  return isContract(path) || /^packages\/[^/]+\/src\/testing(\.ts$|\/)/.test(path);
}
