// Subpath `@rescind/shared/node`: adapters on Node's own modules.
import type { Clock } from './clock.ts';
import { createSystemClock } from './clock/system.ts';
import { createIds, type Ids } from './ids.ts';
import type { Random } from './random.ts';
import { createSystemRandom } from './random/system.ts';

export { createSystemClock } from './clock/system.ts';
export { createSystemRandom } from './random/system.ts';
export { openFileLog } from './event-log/file.ts';
export type { FileLogOptions } from './event-log/file.ts';
export { createFolderObjects } from './objects/folder.ts';
export { createFolderStorage } from './storage/folder.ts';
export type { FolderStorageOptions } from './storage/folder.ts';
export { superviseProcess } from './supervised-process.ts';
export type { ProcessMessage, SupervisedOptions, SupervisedProcess } from './supervised-process.ts';
export { createFileWitness, WitnessDamagedError } from './witness/file.ts';
export type { FileWitnessOptions } from './witness/file.ts';

/** Time, chance and names of this machine: what every factory asks for. */
export function createSystemPorts(): {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
} {
  const clock = createSystemClock();
  const random = createSystemRandom();
  return { clock, random, ids: createIds(clock, random) };
}
