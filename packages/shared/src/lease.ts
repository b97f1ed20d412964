// PORT: a small register that coordinators write their name into, and the lease made of it. The
// lease only keeps coordinators from getting in each other's way; what makes two leaders harmless
// is the log's expected position. So a lease may be wrong for a moment and nothing is lost.
import type { Clock } from './clock.ts';

/** One shared value with compare-and-set. */
export interface Register extends AsyncDisposable {
  /** The value and its revision (0 and null before the first write). Throws when unreachable. */
  read(): Promise<{ readonly revision: number; readonly value: string | null }>;
  /** Writes if the revision is still the given one; the new revision, or null when it is not. */
  write(value: string, revision: number): Promise<number | null>;
  close(): Promise<void>;
}

export interface Lease {
  /**
   * One step, to be called every RENEW_MS: renews when held, else takes the lease when nobody has
   * renewed it for LEASE_MS of our own clock. True when held afterwards.
   */
  step(): Promise<boolean>;
  /** Gives it up so that others need not wait; without effect when it is not held. */
  release(): Promise<void>;
  /** Who seems to hold it, from what was last read. */
  readonly holder: string | null;
}

/** A holder renews this often. */
export const RENEW_MS = 200;
/** A lease not renewed for this long is free to take. */
export const LEASE_MS = 700;

/**
 * A lease on `register` for `holder`. No clock is compared with another: a contender waits until it
 * has itself seen the same revision for LEASE_MS, then writes against that revision.
 */
export function createLease(register: Register, holder: string, clock: Clock): Lease {
  let heldRevision: number | null = null;
  let seenRevision = -1;
  let seenSince = clock.monotonic();
  let seenHolder: string | null = null;
  let renewedAt = 0;

  const take = async (revision: number): Promise<boolean> => {
    const sentAt = clock.monotonic();
    const written = await register.write(holder, revision);
    if (written === null) return false;
    heldRevision = written;
    renewedAt = sentAt;
    seenHolder = holder;
    return true;
  };

  const renew = async (revision: number): Promise<boolean> => {
    try {
      if (await take(revision)) return true;
      // A renewal that seemed to time out may have landed: then the revision is our own.
      const there = await register.read();
      if (there.value === holder && (await take(there.revision))) return true;
    } catch {
      // Unreachable: still ours until others may have taken it.
      if (clock.monotonic() - renewedAt < LEASE_MS) return true;
    }
    heldRevision = null;
    return false;
  };

  return {
    get holder() {
      return seenHolder;
    },
    async step() {
      if (heldRevision !== null) return renew(heldRevision);
      try {
        const { revision, value } = await register.read();
        if (revision !== seenRevision) {
          seenRevision = revision;
          seenSince = clock.monotonic();
          seenHolder = value === '' ? null : value;
        }
        const free = value === null || value === '';
        if (!free && clock.monotonic() - seenSince < LEASE_MS) return false;
        return await take(revision);
      } catch {
        return false;
      }
    },
    async release() {
      if (heldRevision === null) return;
      const revision = heldRevision;
      heldRevision = null;
      try {
        await register.write('', revision);
      } catch {
        // It runs out by itself.
      }
    },
  };
}
