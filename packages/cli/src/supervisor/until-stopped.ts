// Waits until a cluster is to end, by a signal or because it cannot go on, and ends it: in order,
// by force at the second signal or when the order takes too long.
import { EXIT } from '../failure.ts';
import type { StartedCluster } from './plan.ts';

/** All of an orderly stop; what is left then is killed. */
const STOP_TIMEOUT_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when nothing runs any more: with the reason when the cluster could not go on. */
export async function untilStopped(
  cluster: StartedCluster,
  say: (line: string) => void,
): Promise<Error | undefined> {
  let signals = 0;
  let onFirst: () => void = () => undefined;
  const asked = new Promise<undefined>((resolve) => {
    onFirst = () => resolve(undefined);
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    if (signals === 1) {
      say(`${signal}: stopping (again to stop at once)`);
      return onFirst();
    }
    cluster.kill();
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const failure = await Promise.race([cluster.failed, asked]);
  const timer = setTimeout(() => {
    say(`not everything ended within ${STOP_TIMEOUT_MS / 1000} s: killing the rest`);
    cluster.kill();
  }, STOP_TIMEOUT_MS);
  await cluster.stop();
  clearTimeout(timer);
  for (const signal of SIGNALS) process.off(signal, onSignal);
  return failure;
}
