// What has to be on disk before anything that relies on it goes on: the bytes of a new file, and
// the names in a folder.
import { open } from 'node:fs/promises';

/** Makes a file that is not there yet, and has all its bytes on disk. Its name may not be. */
export async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Has the names in a folder on disk: of files made, renamed or linked in it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
