// The command line of the benchmark.

export interface Arguments {
  /** Where the report for programs is written; nowhere when undefined. */
  readonly json: string | undefined;
  /** Names of figures or families; all when empty. */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** Runs whose median is told. */
  readonly runs: number;
  /** Folder for the logs of the servers: on the disk that is to be measured. */
  readonly dir: string | undefined;
  /** Folder for CPU profiles of the processes that are measured; none are taken when undefined. */
  readonly profile: string | undefined;
}

export const USAGE =
  'usage: npm run bench [-- --json FILE] [--only NAME,…] [--runs N] [--quick] [--dir DIR] ' +
  '[--profile DIR]';

/** Reads the arguments after the program's name. Throws Error with one sentence. */
export function readArguments(given: readonly string[]): Arguments {
  let json: string | undefined;
  let only: readonly string[] = [];
  let quick = false;
  let runs: number | undefined;
  let dir: string | undefined;
  let profile: string | undefined;
  for (let i = 0; i < given.length; i++) {
    const option = given[i]!;
    const value = (): string => {
      const next = given[++i];
      if (next === undefined) throw new Error(`${option} needs a value; ${USAGE}`);
      return next;
    };
    switch (option) {
      case '--json':
        json = value();
        break;
      case '--only':
        only = value().split(',').filter(Boolean);
        break;
      case '--quick':
        quick = true;
        break;
      case '--runs':
        runs = Number(value());
        break;
      case '--dir':
        dir = value();
        break;
      case '--profile':
        profile = value();
        break;
      default:
        throw new Error(`unknown option ${option}; ${USAGE}`);
    }
  }
  if (runs !== undefined && !(Number.isInteger(runs) && runs >= 1)) {
    throw new Error(`--runs takes a whole number from 1 on; ${USAGE}`);
  }
  return { json, only, quick, runs: runs ?? (quick ? 1 : 5), dir, profile };
}
