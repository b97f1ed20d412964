// The faults of a rig: drawn like a simulated plan's, with kill and freeze in the place of crash
// and pause.
import type { PlannedFault } from '../plan.ts';
import { drawFaults } from '../plan/faults.ts';
import { rigConfig, type Rig } from './rig.ts';

/** Draws put together, since a real run is rare and should have every class of fault. */
const DRAWS = ['a', 'b', 'c'];
/** A frozen broker holds up everybody; longer ones would leave time for nothing else. */
const SERVER_FROZEN_MAX_MS = 3000;

/** Makes them happen at their times; resolves when the last is over. Counts them by kind. */
export async function inflictFaults(
  rig: Rig,
  seed: string,
  activeMs: number,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const faults = DRAWS.flatMap((draw) => drawFaults(`${seed}:${draw}`, rigConfig(activeMs)))
    .filter(({ kind }) => kind !== 'cut' && kind !== 'clock-jump')
    .sort((a, b) => a.at - b.at);
  const ends: Promise<void>[] = [];
  for (const fault of faults) {
    await rig.pause(Math.max(0, fault.at - rig.elapsed()));
    if (rig.complaint !== undefined) break;
    const what = inflict(rig, fault);
    if (what === undefined) continue;
    counts[what.name] = (counts[what.name] ?? 0) + 1;
    ends.push(rig.pause(Math.min(fault.forMs, activeMs - fault.at)).then(what.undo));
  }
  await Promise.all(ends);
  await rig.pause(Math.max(0, activeMs - rig.elapsed()));
  return counts;
}

interface Inflicted {
  readonly name: string;
  readonly undo: () => void;
}

const NOTHING = (): void => undefined;

function inflict(rig: Rig, fault: PlannedFault): Inflicted | undefined {
  if (fault.kind === 'cut' || fault.kind === 'clock-jump') return undefined;
  switch (fault.process) {
    case 'log':
      rig.server.kill();
      return { name: 'nats-server killed', undo: NOTHING };
    case 'register':
    case 'world':
      return freezeServer(rig, Math.min(fault.forMs, SERVER_FROZEN_MAX_MS));
    default:
      return inflictOnMember(rig, fault);
  }
}

function freezeServer(rig: Rig, forMs: number): Inflicted {
  rig.server.freeze();
  void rig.pause(forMs).then(() => rig.server.thaw());
  return { name: 'nats-server frozen', undo: NOTHING };
}

function inflictOnMember(
  rig: Rig,
  fault: Extract<PlannedFault, { readonly kind: 'crash' | 'stop' | 'pause' }>,
): Inflicted | undefined {
  const child = rig.child(fault.process);
  if (child === undefined || !child.up) return undefined;
  const what = fault.process.startsWith('c') ? 'coordinator' : 'worker';
  switch (fault.kind) {
    case 'crash':
      child.kill();
      return { name: `${what}s killed`, undo: NOTHING };
    case 'stop':
      child.askToEnd();
      return { name: `${what}s stopped`, undo: NOTHING };
    case 'pause': {
      const { pid } = child;
      child.freeze();
      return {
        name: `${what}s frozen`,
        undo: () => (child.pid === pid ? child.thaw() : undefined),
      };
    }
  }
}
