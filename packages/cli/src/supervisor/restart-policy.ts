// When a process that died is started again: at once at first, later and later when it keeps dying.
// Pure arithmetic over the moments of death.

/** So many deaths within this time are a crash loop. */
export const LOOP_DEATHS = 5;
export const LOOP_WINDOW_MS = 30_000;
/** The longest pause before a start. */
export const DELAY_MAX_MS = 10_000;

const DELAYS_MS = [0, 100, 250, 500] as const;
const FIRST_LOOP_DELAY_MS = 1000;

export interface Restart {
  /** How long to wait before the next start. */
  readonly delayMs: number;
  /** It dies faster than it can be of use: a person should know. */
  readonly crashLoop: boolean;
  /** Deaths within the window, this one included. */
  readonly deaths: number;
}

/**
 * What to do after a death at `now`. `deaths` are the moments of all deaths so far, this one last,
 * in monotonic milliseconds. A single death costs no time: failover should not wait for us.
 */
export function restartAfter(deaths: readonly number[], now: number): Restart {
  const recent = deaths.filter((at) => now - at < LOOP_WINDOW_MS).length;
  const crashLoop = recent >= LOOP_DEATHS;
  const delayMs = crashLoop
    ? Math.min(DELAY_MAX_MS, FIRST_LOOP_DELAY_MS * 2 ** (recent - LOOP_DEATHS))
    : (DELAYS_MS[Math.max(0, recent - 1)] ?? 0);
  return { delayMs, crashLoop, deaths: recent };
}
