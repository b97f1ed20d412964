// Stores the manifests of backups that have succeeded. What makes a backup one is an event in the
// commit of its job's success, which holds the digest of the manifest; the manifest follows.
//
// The job itself cannot store it: before its success a CANCEL may still come, and after it the job
// has no run any more. So the run leaves the manifest beside its data, under a name that nobody
// takes for one, and the event puts the backup on a list in the log. Every worker process looks at
// the list and does what is on it, so whoever dies, another one does it. Doing it needs no claim
// and no fence: the digest leaves only one manifest that can be stored, and storing it again, even
// by a process that was frozen for hours, changes nothing. A job that was canceled, and a zombie
// whose report came too late, never get on the list.
import {
  openCollection,
  unsealManifest,
  type Clock,
  type Publication,
  type Storage,
  type TimerId,
} from '@rescind/shared';
import { errorText } from '../error-text.ts';
import { pendingName } from './backup/pending-manifest.ts';
import type { PublicationBoard } from './cluster-reader.ts';

export interface PublisherOptions {
  readonly storage: Storage;
  readonly board: PublicationBoard;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface Publisher {
  /** A BACKUP is about to succeed here: looks more often for a while. */
  expect(): void;
  /** Looks no more. A look that is under way may still store what is due. */
  stop(): void;
}

/** Every worker looks: it is for backups of workers that have died. */
const LOOK_MS = 4000;
/** For a while after `expect`. */
const EXPECTING_MS = 50;
const EXPECT_MS = 10_000;

export function startPublisher({ storage, board, clock, log }: PublisherOptions): Publisher {
  /** What was last said of each job, so that it is said once. */
  const said = new Map<string, string>();
  let stopped = false;
  let expectUntil = -Infinity;

  const sayOnce = (about: string, error: unknown): void => {
    const text = errorText(error);
    if (said.get(about) !== text) log(`${about}: ${text}`);
    said.set(about, text);
  };
  const look = async (): Promise<void> => {
    for (const publication of await board.publications()) {
      const about = `the backup of job ${publication.job} is not published`;
      try {
        await publish(storage, publication);
        await board.published(publication.job);
        await removePending(storage, publication);
        said.delete(about);
        expectUntil = -Infinity;
      } catch (error) {
        sayOnce(about, error);
      }
    }
  };
  let timer: TimerId | undefined;
  const arm = (ms: number): void => {
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = clock.setTimeout(tick, ms);
  };
  const tick = (): void => {
    timer = undefined;
    // A cluster without a leader is looked at again, and says so itself.
    void look()
      .catch(() => undefined)
      .finally(() => {
        if (!stopped) arm(clock.monotonic() < expectUntil ? EXPECTING_MS : LOOK_MS);
      });
  };
  arm(LOOK_MS);
  return {
    expect() {
      expectUntil = clock.monotonic() + EXPECT_MS;
      // While a look is under way there is no timer, and the next one comes soon by itself.
      if (timer !== undefined) arm(EXPECTING_MS);
    },
    stop() {
      stopped = true;
      if (timer !== undefined) clock.clearTimeout(timer);
    },
  };
}

/** Throws where the manifest is not to be had; then the backup stays what it is: unpublished. */
async function publish(storage: Storage, { job, uri, subdir, sha256 }: Publication): Promise<void> {
  const collection = openCollection(storage.collection(uri));
  const name = pendingName(subdir, job, sha256);
  const bytes = await collection.objects.get(name);
  if (bytes === undefined) {
    // Somebody else has done it, and removed what it was made from.
    const found = await collection.readManifest(subdir);
    if (found?.sha256 === sha256) return;
    throw new Error(`${uri}/${name} is gone`);
  }
  const pending = unsealManifest(bytes, `${uri}/${name}`);
  if (pending.sha256 !== sha256) throw new Error(`${uri}/${name} is another one's manifest`);
  await collection.writeManifest(subdir, pending.manifest);
}

async function removePending(
  storage: Storage,
  { job, uri, subdir, sha256 }: Publication,
): Promise<void> {
  await storage.collection(uri).delete(pendingName(subdir, job, sha256));
}
