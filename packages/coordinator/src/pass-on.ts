// The way of a command from a follower to the leader. The follower asks and hands the answer back,
// rather than letting the leader answer past it: a broker tells only who asks that nobody listens,
// and right after a leader's death that is what the client has to hear, at once.
import { NoResponderError, refused, type Bus, type BusMessage } from '@rescind/shared';
import { encode } from './command-service.ts';
import { unavailable } from './refusals.ts';

/** A client that still waits asks again by itself. */
const WAIT_MS = 5000;

/** Passes a message on to `subject`; refused with 57P03 when nobody serves it. */
export function passOn(bus: Bus, subject: string, message: BusMessage): void {
  bus.request(subject, message.data, { timeoutMs: WAIT_MS }).then(
    (answer) => message.respond(answer),
    (error: unknown) => {
      // Whatever else went wrong says nothing of the command: the client asks again by itself.
      if (!(error instanceof NoResponderError)) return;
      message.respond(encode('', refused(unavailable('no coordinator leads')), 0));
    },
  );
}
