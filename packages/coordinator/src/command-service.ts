// Commands as they come in: read, passed on to the leader or decided here, answered. A selection
// is run here first, and its ids are decided against the position they were selected at.
import {
  encodeIds,
  MESSAGE_VERSION,
  refused,
  REMEMBER_MS,
  type Answer,
  type BusMessage,
  type Clock,
  type CommandReply,
  type CommandRequest,
  type JobId,
  type RequestTag,
  type UserCommand,
} from '@rescind/shared';
import type { Committer } from './committer.ts';
import { readCommand } from './read-command.ts';
import type { Replica } from './replica.ts';
import { unavailable } from './refusals.ts';

/** Runs a selection query as `user`; throws an error with `code`, `message` and maybe `hint`. */
export type SelectJobs = (
  text: string,
  user: string,
) => Promise<{ readonly ids: readonly JobId[]; readonly position: number }>;

export interface CommandServiceOptions {
  readonly replica: Replica;
  readonly clock: Clock;
  readonly select: SelectJobs;
  /** The committer while this coordinator leads. */
  readonly committer: () => Committer | undefined;
  /** Sends the message to whoever leads. */
  readonly forward: (user: string, message: BusMessage) => void;
}

/** An implicit statement selects again this often when what it selected has changed meanwhile. */
const SELECT_TRIES = 5;

/** Takes one message; `forwarded` ones are not passed on again. */
export type TakeCommand = (message: BusMessage, forwarded: boolean) => void;

export function createCommandService(options: CommandServiceOptions): TakeCommand {
  const { replica, clock } = options;

  return (message, forwarded) => {
    const user = message.subject.slice(message.subject.lastIndexOf('.') + 1);
    const committer = options.committer();
    if (committer === undefined) {
      if (!forwarded) return options.forward(user, message);
      return message.respond(encode('', refused(unavailable('this coordinator does not lead')), 0));
    }
    const read = readCommand(message.data, user);
    if ('refusal' in read) {
      return message.respond(encode(read.requestId, refused(read.refusal), replica.state.n));
    }
    const { request } = read;
    // Both count from its arrival, also where its jobs are still to be selected.
    const tag = { id: recordId(request), until: until(request) };
    const expiresAt = clock.monotonic() + request.timeoutMs;
    const respond = (answer: Answer, position: number): void =>
      message.respond(encode(request.requestId, answer, position));
    if ('command' in read) {
      const bytes = message.data.length;
      committer.submit({ command: read.command, tag, expiresAt, bytes, done: respond });
    } else {
      void selectAndSubmit(read.select, request, { committer, tag, expiresAt, respond });
    }
  };

  function until(request: CommandRequest): number {
    return Math.max(replica.state.at, Math.floor(clock.now())) + request.timeoutMs + REMEMBER_MS;
  }

  /** A try that found its selection changed is not recorded, unless it was the last. */
  async function selectAndSubmit(
    text: string,
    request: CommandRequest,
    given: {
      readonly committer: Committer;
      readonly tag: RequestTag;
      readonly expiresAt: number;
      readonly respond: (answer: Answer, position: number) => void;
    },
  ): Promise<void> {
    const { committer, tag, expiresAt, respond } = given;
    const known = replica.state.request(tag.id);
    if (known !== undefined) return respond(known.answer, replica.state.n);
    for (let attempt = 1; ; attempt++) {
      const command = await selected(text, request);
      if ('refusal' in command) return respond(refused(command.refusal), replica.state.n);
      const last = attempt === SELECT_TRIES;
      const [answer, position] = await new Promise<[Answer, number]>((resolve) =>
        committer.submit({
          command: command.command,
          tag: { ...tag, selectsAgain: !last },
          expiresAt,
          bytes: 0,
          done: (...result) => resolve(result),
        }),
      );
      if (answer.ok || answer.refusal.kind !== 'changed' || last) return respond(answer, position);
    }
  }

  async function selected(
    text: string,
    { user, command, address, application, statement }: CommandRequest,
  ): Promise<{ readonly command: UserCommand } | Extract<Answer, { readonly ok: false }>> {
    if (command.kind !== 'ControlJobs') throw new Error('only control commands select');
    try {
      const { ids, position } = await options.select(text, user);
      return {
        command: {
          kind: 'ControlJobs',
          verb: command.verb,
          jobs: encodeIds(ids),
          selectedAt: position,
          by: {
            user,
            ...(address === undefined ? {} : { address }),
            ...(application === undefined ? {} : { application }),
            ...(statement === undefined ? {} : { statement }),
          },
          ...(command.reason === undefined ? {} : { reason: command.reason }),
        },
      };
    } catch (error) {
      const { code, message, hint } = error as { code?: string; message: string; hint?: string };
      return {
        ok: false,
        refusal: {
          kind: 'invalid',
          code: code ?? 'XX000',
          message,
          ...(hint === undefined ? {} : { hint }),
        },
      };
    }
  }
}

/** Requests are told apart by who made them too: nobody gets another user's answer. */
function recordId({ user, requestId }: CommandRequest): string {
  return `${user}/${requestId}`;
}

/** The reply's text. */
export function encode(requestId: string, answer: Answer, position: number): string {
  const reply: CommandReply = answer.ok
    ? { v: MESSAGE_VERSION, requestId, ...answer, position }
    : { v: MESSAGE_VERSION, requestId, ok: false, error: answer.refusal, position };
  return JSON.stringify(reply);
}
