// The environment is read where a process starts and nowhere below: code that reads it cannot be
// embedded twice in one process, nor simulated.
import type { Finding } from './finding.ts';
import { isMain } from './houses.ts';
import type { Repository } from './repository.ts';
import { isTest } from './source.ts';

const readers = [
  /^packages\/cli\//,
  /^simulations\//,
  /^test\//,
  /^bin\//,
  /^packages\/shared\/src\/nats-server(\.ts$|\/)/,
];

/** Reads of `process.env` where a value should be handed in. */
export function strayEnvironmentReads(repository: Repository): readonly Finding[] {
  return repository.sources
    .filter(
      ({ path }) => !isMain(path) && !isTest(path) && !readers.some((each) => each.test(path)),
    )
    .flatMap(({ path, environmentReads }) =>
      environmentReads.map((line) => ({
        path,
        line,
        message: 'reads process.env; let main.ts read it and hand the value in',
      })),
    );
}
