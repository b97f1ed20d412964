// One clock for all processes of this machine: the system's monotonic one.

/** Milliseconds since some moment that is the same for every process here. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Resolves after `ms`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
