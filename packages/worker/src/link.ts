// The way to the leader: one subject, one question, one answer.
import {
  MESSAGE_VERSION,
  subjects,
  type Bus,
  type WorkerReply,
  type WorkerRequest,
} from '@rescind/shared';

/** A request without the version all of them carry. */
export type Ask = WorkerRequest extends infer R
  ? R extends WorkerRequest
    ? Omit<R, 'v'>
    : never
  : never;

export interface Link {
  /**
   * Throws as the bus does (NoResponderError while nobody leads, TimeoutError, ClosedError), and
   * Error when the answer is of another version.
   */
  ask(request: Ask, timeoutMs: number): Promise<WorkerReply>;
}

export function createLink(bus: Bus, cluster: string): Link {
  const { session } = subjects(cluster);
  return {
    async ask(request, timeoutMs) {
      const data = JSON.stringify({ v: MESSAGE_VERSION, ...request });
      const reply = JSON.parse(await bus.request(session, data, { timeoutMs })) as WorkerReply;
      if (reply.v !== MESSAGE_VERSION) {
        throw new Error(`the leader answers in version ${String(reply.v)} of the messages`);
      }
      return reply;
    },
  };
}
