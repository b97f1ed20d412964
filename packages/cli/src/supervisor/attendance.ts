// Who is up. Built from what the processes say of themselves, it knows the moment in which the
// whole cluster is there: everybody ready, and one of the coordinators leading.
import type { ChildMessage } from './child.ts';

export interface Attendance {
  /** A process said something. */
  heard(name: string, message: ChildMessage): void;
  /** A process is gone: what it said does not count any more. */
  gone(name: string): void;
  /** Resolves once, when everybody expected is ready and somebody leads. */
  readonly complete: Promise<void>;
  /** Names that are not ready. */
  missing(): readonly string[];
}

export function createAttendance(expected: readonly string[]): Attendance {
  const ready = new Set<string>();
  let leader: string | undefined;
  let resolveComplete: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => {
    resolveComplete = resolve;
  });
  return {
    complete,
    heard(name, message) {
      if (message['ready'] === true) ready.add(name);
      if (message['role'] === 'leader') leader = name;
      else if (message['role'] !== undefined && leader === name) leader = undefined;
      if (leader !== undefined && expected.every((each) => ready.has(each))) resolveComplete();
    },
    gone(name) {
      ready.delete(name);
      if (leader === name) leader = undefined;
    },
    missing: () => expected.filter((name) => !ready.has(name)),
  };
}
