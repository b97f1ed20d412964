// A command message read and checked: what a stranger sends ends in one clear sentence, never in
// an exception, and never in a command that means something else than it says.
import {
  isSubjectWord,
  MESSAGE_VERSION,
  TIMEOUT_MAX_MS,
  type Actor,
  type ApiCommand,
  type CommandRequest,
  type Refusal,
  type UserCommand,
} from '@rescind/shared';
import { controlJobs } from './read-command/control-jobs.ts';
import { createJobs } from './read-command/create-jobs.ts';
import { dataCommand, isDataCommand } from './read-command/data-command.ts';
import { DEPTH_MAX, isDeeperThan } from './read-command/depth.ts';
import { TEXT_MAX } from './read-command/limits.ts';
import { isObject } from './shape.ts';
import { malformed } from './refusals.ts';

/** A command ready to be decided, or a selection that has to be run first. */
export type ReadCommand =
  | { readonly request: CommandRequest; readonly command: UserCommand }
  | { readonly request: CommandRequest; readonly select: string }
  | { readonly refusal: Refusal; readonly requestId: string };

/** Reads the JSON text sent on a subject whose last word is `user`. Never throws. */
export function readCommand(text: string, user: string): ReadCommand {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refusal: malformed('the message is no valid JSON'), requestId: '' };
  }
  const request = value as CommandRequest;
  const requestId =
    isObject(value) && typeof request.requestId === 'string' ? request.requestId : '';
  const wrong = envelope(value, request, user, text.length);
  if (wrong !== undefined) return { refusal: malformed(wrong), requestId };
  const read = commandOf(request, actorOf(request), text.length);
  if ('code' in read) return { refusal: read, requestId };
  return 'select' in read ? { request, select: read.select } : { request, command: read };
}

function envelope(
  value: unknown,
  request: CommandRequest,
  user: string,
  textLength: number,
): string | undefined {
  if (!isObject(value)) return 'the message is no JSON object';
  if (request.v !== MESSAGE_VERSION) {
    return `message version ${String(request.v)} is not known, this is version ${MESSAGE_VERSION}`;
  }
  if (typeof request.requestId !== 'string' || !/^[\x21-\x7e]{8,64}$/.test(request.requestId)) {
    return 'requestId must be 8 to 64 printable characters, the same for every try of one request';
  }
  const { timeoutMs } = request;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > TIMEOUT_MAX_MS) {
    return `timeoutMs must be a whole number from 1 to ${TIMEOUT_MAX_MS}`;
  }
  if (typeof request.user !== 'string' || !isSubjectWord(request.user)) {
    return 'user must be one word of letters, digits, _ and -';
  }
  if (request.user !== user) {
    return `user "${request.user}" does not agree with the subject, which ends in "${user}"`;
  }
  for (const field of ['address', 'application', 'statement'] as const) {
    const given = request[field];
    if (given !== undefined && (typeof given !== 'string' || given.length > TEXT_MAX)) {
      return `${field} must be a text of at most ${TEXT_MAX} characters`;
    }
  }
  if (!isObject(request.command)) return 'command is missing';
  // A level takes two characters: most messages are too short to be looked at.
  if (textLength > 2 * DEPTH_MAX && isDeeperThan(request.command, DEPTH_MAX)) {
    return `the command is nested more than ${DEPTH_MAX} levels deep`;
  }
  return undefined;
}

function actorOf(request: CommandRequest): Actor {
  const { user, address, application, statement } = request;
  // Most say nothing of themselves, and there are many of them.
  if (address === undefined && application === undefined && statement === undefined) {
    return { user };
  }
  return {
    user,
    ...(address === undefined ? {} : { address }),
    ...(application === undefined ? {} : { application }),
    ...(statement === undefined ? {} : { statement }),
  };
}

function commandOf(
  request: CommandRequest,
  by: Actor,
  textLength: number,
): UserCommand | { readonly select: string } | Refusal {
  const command: ApiCommand = request.command;
  switch (command.kind) {
    case 'ControlJobs':
      return controlJobs(command, by);
    case 'CreateJobs':
      return createJobs(command, by, textLength);
    case 'SetSetting': {
      if (typeof command.name !== 'string' || command.value === undefined) {
        return malformed('SetSetting needs name and value (null resets)');
      }
      const { name, value } = command;
      return { kind: 'SetSetting', name, value, by };
    }
    default:
      if (isDataCommand(command)) return dataCommand(command, by);
      return malformed(`no command is called ${kindOf(command)}`);
  }
}

function kindOf({ kind }: { readonly kind?: unknown }): string {
  return JSON.stringify(kind ?? null).slice(0, 60);
}
