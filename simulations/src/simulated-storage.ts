// Storage as a process of its own behind the simulated network, shared by everybody: what somebody
// has put may land when its maker is dead or fenced off, twice, or after it was deleted.
import {
  collectionPath,
  createMemoryObjects,
  type ObjectInfo,
  type Objects,
  type Storage,
} from '@rescind/shared';
import type { ObjectChange } from './history.ts';
import type { SeenObjects } from './history/seen-objects.ts';
import { call } from './network/call.ts';
import type { Network } from './network.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';

type Place = ObjectChange['place'];

/** What the storage's disk holds. */
export interface StorageContent extends SeenObjects {
  readonly objects: Readonly<Record<Place, Objects>>;
}

/** It cannot be reached, or has not answered: whether it was done is unknown. As a disk says so. */
class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
  readonly code = 'ETIMEDOUT';
  readonly syscall = 'connect';
}

/** How long somebody waits for an answer, and how often a question is put. */
const STORAGE_TIMEOUT_MS = 700;
const TRIES = 4;

/** Empty. `onChange` hears of every object that comes to be or ceases to be. */
export function createStorageContent(onChange: (change: ObjectChange) => void): StorageContent {
  const bytesOf = {
    cluster: new Map<string, Uint8Array>(),
    outside: new Map<string, Uint8Array>(),
  };

  const watched = (place: Place): Objects => {
    const objects = createMemoryObjects(`storage ${place}`);
    const seen = bytesOf[place];
    return {
      ...objects,
      async put(name, bytes) {
        await objects.put(name, bytes);
        if (seen.has(name)) return;
        seen.set(name, bytes);
        onChange({ op: 'put', place, name, bytes });
      },
      async delete(name) {
        await objects.delete(name);
        const bytes = seen.get(name);
        if (bytes === undefined) return;
        seen.delete(name);
        onChange({ op: 'deleted', place, name, bytes });
      },
    };
  };

  return { ...bytesOf, objects: { cluster: watched('cluster'), outside: watched('outside') } };
}

export interface SimulatedStorageOptions {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly server: SimProcess;
  readonly content: StorageContent;
}

/** The storage as the current incarnation of `client` sees it. */
export function openSimulatedStorage(
  { scheduler, network, server, content }: SimulatedStorageOptions,
  client: SimProcess,
): Storage {
  const ask = async <Answer>(serve: () => Promise<Answer>): Promise<Answer> => {
    for (let i = 0; i < TRIES; i++) {
      const question = { from: client, to: server, serve, timeoutMs: STORAGE_TIMEOUT_MS };
      const outcome = await call(scheduler, network, question);
      if (outcome === undefined) continue;
      if (!outcome.ok) throw outcome.error;
      return outcome.answer;
    }
    throw new StorageUnavailableError('the storage does not answer');
  };

  /** Objects of `place` whose names begin with `prefix`, by what follows. */
  const opened = (place: Place, name: string, prefix: string): Objects => {
    const objects = content.objects[place];
    return {
      name,
      put(object, bytes) {
        const sent = bytes.slice();
        return ask(() => objects.put(prefix + object, sent));
      },
      get: (object) => ask(() => objects.get(prefix + object)),
      async *list(start) {
        for (const info of await ask(() => listed(objects, prefix + start))) {
          yield { ...info, name: info.name.slice(prefix.length) };
        }
      },
      delete: (object) => ask(() => objects.delete(prefix + object)),
    };
  };

  return {
    objects: opened('cluster', 'simulated storage', ''),
    collection: (uri) => opened('outside', uri, `${collectionPath(uri)}/`),
  };
}

async function listed(objects: Objects, prefix: string): Promise<readonly ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  for await (const info of objects.list(prefix)) found.push(info);
  return found;
}
