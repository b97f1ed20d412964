// Which process it is: a pid alone is given out again, a pid with the moment its process started
// is not.
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it started, in the system's own ticks; '0' where the system does not tell. */
  readonly started: string;
}

/** The process that asks. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const started = (await statOf(process.pid))?.started ?? '0';
  return { host: ownHost(), pid: process.pid, started };
}

/**
 * Whether that very process still runs. One on another machine cannot be asked and counts as
 * running; one that has ended and was not yet waited for (a zombie) counts as gone.
 */
export async function isRunning({ host, pid, started }: ProcessIdentity): Promise<boolean> {
  if (host !== ownHost()) return true;
  const stat = await statOf(pid);
  if (stat !== undefined) return stat.started === started && !'ZX'.includes(stat.state);
  return started === '0' && answersSignals(pid);
}

/** The machine's name, in the letters that file names may have everywhere. */
export function ownHost(): string {
  return hostname().replaceAll(/[^A-Za-z0-9-]/g, '-') || 'localhost';
}

async function statOf(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '0' };
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
