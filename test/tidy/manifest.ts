// What the rules know of a package.json: the package's name, the files outsiders may enter by, and
// the packages it declares.
import { folderOf } from './source.ts';

export interface Manifest {
  /** Path of the package.json from the root of the repository. */
  readonly path: string;
  /** The folder it describes; empty for the root of the repository. */
  readonly folder: string;
  readonly name: string;
  /** Source file of each public entry, by subpath: `.` or `./nats`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Names its users get with it: dependencies, peers and optional ones. */
  readonly dependencies: readonly string[];
  /** Names only its developers get. */
  readonly devDependencies: readonly string[];
  /** The line on which a quoted name first stands in the file; 1 when it does not. */
  readonly lineOf: (name: string) => number;
}

/** The export condition under which a package names its sources. */
const sourceCondition = 'rescind-source';

/** Reads the text of a package.json. */
export function readManifest(path: string, text: string): Manifest {
  const json = record(JSON.parse(text));
  const folder = folderOf(path);
  const entries = Object.entries(record(json['exports'])).flatMap(([subpath, target]) => {
    const file = record(target)[sourceCondition];
    return typeof file === 'string' ? [[subpath, inFolder(folder, file)] as const] : [];
  });
  const groups = ['dependencies', 'peerDependencies', 'optionalDependencies'];
  return {
    path,
    folder,
    name: typeof json['name'] === 'string' ? json['name'] : '',
    entries: Object.fromEntries(entries),
    dependencies: [...new Set(groups.flatMap((group) => Object.keys(record(json[group]))))],
    devDependencies: Object.keys(record(json['devDependencies'])),
    lineOf: (name) => {
      const before = text.slice(0, Math.max(0, text.indexOf(`"${name}"`)));
      return before.split('\n').length;
    },
  };
}

function inFolder(folder: string, file: string): string {
  const path = file.replace(/^\.\//, '');
  return folder === '' ? path : `${folder}/${path}`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
