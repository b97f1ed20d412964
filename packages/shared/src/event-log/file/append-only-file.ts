// A file that only grows: each append is one write and one fdatasync, and is over only then.
import { fdatasync, write } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../disk/sync.ts';

export interface AppendOnlyFile {
  readonly path: string;
  /** Bytes in the file when it was opened. */
  readonly sizeAtOpen: number;
  /** Adds all the bytes at the end and has them on disk, or rejects: then anything may be there. */
  append(bytes: Uint8Array): Promise<void>;
  /** Fills `into` from `position` on; the bytes read, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Cuts the file to `size` and has that on disk. */
  truncate(size: number): Promise<void>;
  /** Has everything on disk that another process may have written and not synced. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates it (not its folder) when it is not there; then its name is on disk too. */
export async function openAppendOnlyFile(path: string): Promise<AppendOnlyFile> {
  // Appending is the kernel's: even a write by somebody who ignores our lock overwrites nothing.
  const file = await open(path, 'a+', 0o600);
  const { size } = await file.stat();
  if (size === 0) await syncFolder(dirname(path));
  return {
    path,
    sizeAtOpen: size,
    append: (bytes) => appendAndSync(file.fd, bytes),
    async read(into, position) {
      let done = 0;
      while (done < into.length) {
        const { bytesRead } = await file.read(into, done, into.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    async truncate(to) {
      await file.truncate(to);
      await file.sync();
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}

/** Callbacks instead of promises: this is the path of every commit. */
function appendAndSync(fd: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, null, (failure, written) => {
      if (failure !== null) {
        reject(failure);
      } else if (written !== bytes.length) {
        reject(new Error(`only ${written} of ${bytes.length} bytes could be written`));
      } else {
        fdatasync(fd, (unsynced) => {
          if (unsynced === null) resolve();
          else reject(unsynced);
        });
      }
    });
  });
}
