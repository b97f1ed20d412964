// An append until its outcome is known. A time-out says nothing: the message may still land, even
// when it is not in the log yet. So the very same commit is appended again until its position is
// taken, by itself (success) or by another (lost).
import { sleep, type Appended, type Clock, type Commit, type EventLog } from '@rescind/shared';

export type Known =
  | { readonly outcome: 'ok'; readonly hash: string }
  /** Another commit stands at the position: somebody else leads. */
  | { readonly outcome: 'deposed' }
  | Extract<Appended, { readonly outcome: 'too-large' }>
  /** The signal fired before anything was known. */
  | { readonly outcome: 'stopped' };

/** Pause between two tries at an unreachable log. */
const RETRY_PAUSE_MS = 50;

/** Tries for as long as it takes; only the signal ends it early. Never rejects. */
export async function appendUntilKnown(
  log: EventLog,
  commit: Commit,
  clock: Clock,
  signal: AbortSignal,
): Promise<Known> {
  for (;;) {
    const appended = await log.append(commit);
    if (appended.outcome === 'ok' || appended.outcome === 'too-large') return appended;
    if (appended.outcome === 'conflict') {
      const known = await whoTook(log, commit);
      if (known !== undefined) return known;
    }
    if (signal.aborted) return { outcome: 'stopped' };
    try {
      await sleep(clock, RETRY_PAUSE_MS, signal);
    } catch {
      return { outcome: 'stopped' };
    }
  }
}

/** Who stands at the commit's position; undefined when the log cannot say now. */
async function whoTook(log: EventLog, commit: Commit): Promise<Known | undefined> {
  try {
    const there = await log.get(commit.n);
    if (there === undefined) {
      // Refused although the position is free: the log has lost what we were built on.
      return (await log.end()) < commit.n - 1 ? { outcome: 'deposed' } : undefined;
    }
    return there.commit.id === commit.id
      ? { outcome: 'ok', hash: there.hash }
      : { outcome: 'deposed' };
  } catch {
    return undefined;
  }
}
