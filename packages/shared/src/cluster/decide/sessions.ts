// Workers joining and leaving. The end of a session releases every claim it held in one commit.
import { encodeIds } from '../../job/id-list.ts';
import { invalid, sessionOver } from '../../job/refusal.ts';
import { DONE } from '../answer.ts';
import { nothing, refuse, type Decision } from '../decision.ts';
import type { SessionEndReason, SessionHello } from '../session.ts';
import type { ClusterView } from '../state.ts';

/** Slots one session may offer: what a leader sends it at once stays within one message. */
const SLOTS_MAX = 10_000;

/** Opens a session. One that is open already stays as it is; one that has ended is refused. */
export function openSession(view: ClusterView, hello: SessionHello): Decision {
  if (view.session(hello.id) !== undefined) return nothing();
  if (view.hasEnded(hello.id)) return refuse(sessionOver(hello.id));
  if (hello.types.length === 0) {
    return refuse(invalid(`worker "${hello.worker}" announces no job type`));
  }
  if (!Number.isInteger(hello.slots) || hello.slots < 1 || hello.slots > SLOTS_MAX) {
    return refuse(invalid(`a worker offers 1 to ${SLOTS_MAX} slots, got ${hello.slots}`));
  }
  const { id, worker, pid, host, types, slots } = hello;
  return {
    events: [{ type: 'SessionOpened', session: { id, worker, pid, host, types, slots } }],
    answer: DONE,
  };
}

/** Ends a session for good; one that is not open any more is no error. */
export function endSession(view: ClusterView, id: string, reason: SessionEndReason): Decision {
  if (view.session(id) === undefined) return nothing();
  const held = view.heldBy(id);
  const ended = { type: 'SessionEnded', session: id, reason } as const;
  if (held.length === 0) return { events: [ended], answer: DONE };
  return {
    events: [ended, { type: 'JobClaimReleased', jobs: encodeIds(held), reason }],
    answer: DONE,
  };
}
