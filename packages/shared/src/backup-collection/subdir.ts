// The folder of a backup within its collection, named after the time that the backup stands for.
import { formatTimestamp } from '../timestamp.ts';

/** What `subdirOf` returns, and nothing else. */
export const SUBDIR = /^\d{4}\/\d{2}\/\d{2}-\d{6}\.\d{2}$/;

/** `2026/01/31-235959.99`, in UTC; later backups sort later. Takes milliseconds since 1970. */
export function subdirOf(atMs: number): string {
  const [date = '', time = ''] = formatTimestamp(Math.floor(atMs)).split(' ');
  const [year, month, day] = date.split('-');
  // Hundredths are cut off and not rounded: 23:59:59.999 is of that day.
  return `${year}/${month}/${day}-${time.replaceAll(':', '').slice(0, -1)}`;
}
