// A command message read and checked: what a stranger sends ends in one clear sentence, never in
// an exception, and never in a command that means something else than it says.
import {
  decodeIds,
  encodeIds,
  isSubjectWord,
  MESSAGE_VERSION,
  parseJobId,
  TIMEOUT_MAX_MS,
  type Actor,
  type ApiCommand,
  type CommandRequest,
  type IdList,
  type JobId,
  type Refusal,
  type UserCommand,
} from '@rescind/shared';
import { malformed } from './refusals.ts';

/** A command ready to be decided, or a selection that has to be run first. */
export type ReadCommand =
  | { readonly request: CommandRequest; readonly command: UserCommand }
  | { readonly request: CommandRequest; readonly select: string }
  | { readonly refusal: Refusal; readonly requestId: string };

/** Jobs that one CreateJobs may make. */
const CREATE_MAX = 100_000;
const TEXT_MAX = 16_384;
/** Characters of one job's details as JSON: a message to its worker must be able to carry them. */
const DETAILS_MAX = 256 * 1024;

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
  const wrong = envelope(value, request, user);
  if (wrong !== undefined) return { refusal: malformed(wrong), requestId };
  const read = commandOf(request, actorOf(request));
  if ('code' in read) return { refusal: read, requestId };
  if (text.length > DETAILS_MAX && 'command' in read && hasHugeDetails(read.command)) {
    const message = `the details of one job may have ${DETAILS_MAX} characters as JSON`;
    return { refusal: malformed(message), requestId };
  }
  return { request, ...read };
}

function hasHugeDetails(command: UserCommand): boolean {
  if (command.kind !== 'CreateJobs') return false;
  return command.details.some((details) => JSON.stringify(details).length > DETAILS_MAX);
}

function envelope(value: unknown, request: CommandRequest, user: string): string | undefined {
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
  return isObject(request.command) ? undefined : 'command is missing';
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
): { readonly command: UserCommand } | { readonly select: string } | Refusal {
  const command: ApiCommand = request.command;
  switch (command.kind) {
    case 'ControlJobs':
      return controlJobs(command, by);
    case 'CreateJobs':
      return createJobs(command, by);
    case 'SetSetting': {
      if (typeof command.name !== 'string' || command.value === undefined) {
        return malformed('SetSetting needs name and value (null resets)');
      }
      const { name, value } = command;
      return { command: { kind: 'SetSetting', name, value, by } };
    }
    default:
      return malformed(`no command is called ${JSON.stringify((command as ApiCommand).kind)}`);
  }
}

function controlJobs(
  command: Extract<ApiCommand, { readonly kind: 'ControlJobs' }>,
  by: Actor,
): { readonly command: UserCommand } | { readonly select: string } | Refusal {
  const { verb, target, reason, selectedAt } = command;
  if (verb !== 'cancel' && verb !== 'pause' && verb !== 'resume') {
    return malformed('verb must be cancel, pause or resume');
  }
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > TEXT_MAX)) {
    return malformed(`reason must be a text of at most ${TEXT_MAX} characters`);
  }
  if (selectedAt !== undefined && !Number.isSafeInteger(selectedAt)) {
    return malformed('selectedAt must be the number of a commit');
  }
  if (isObject(target) && 'select' in target && typeof target.select === 'string') {
    return { select: target.select };
  }
  const jobs = targetIds(target);
  if (typeof jobs !== 'string') return jobs;
  return {
    command: {
      kind: 'ControlJobs',
      verb,
      jobs,
      by,
      ...(reason === undefined ? {} : { reason }),
      ...(selectedAt === undefined ? {} : { selectedAt }),
    },
  };
}

function targetIds(target: unknown): IdList | Refusal {
  if (isObject(target)) {
    if (Array.isArray(target['ids'])) {
      const ids: JobId[] = [];
      for (const given of target['ids'] as unknown[]) {
        const id = typeof given === 'string' ? parseJobId(given) : undefined;
        if (id === undefined) {
          return malformed(
            `${JSON.stringify(given)} is no job id: ids are decimal texts, 1 to 2^63-1`,
          );
        }
        ids.push(id);
      }
      return encodeIds(ids);
    }
    if (typeof target['idList'] === 'string') {
      try {
        decodeIds(target['idList'] as IdList);
        return target['idList'] as IdList;
      } catch (error) {
        return malformed((error as Error).message);
      }
    }
  }
  return malformed('target must hold ids, idList or select');
}

function createJobs(
  command: Extract<ApiCommand, { readonly kind: 'CreateJobs' }>,
  by: Actor,
): { readonly command: UserCommand } | Refusal {
  const { type, details, description } = command;
  if (typeof type !== 'string' || type === '') return malformed('CreateJobs needs a type');
  if (!Array.isArray(details) || details.length > CREATE_MAX) {
    return malformed(`details must be a list, one entry a job, at most ${CREATE_MAX}`);
  }
  if (
    description !== undefined &&
    (typeof description !== 'string' || description.length > TEXT_MAX)
  ) {
    return malformed(`description must be a text of at most ${TEXT_MAX} characters`);
  }
  return {
    command: {
      kind: 'CreateJobs',
      jobType: type,
      details,
      by,
      ...(description === undefined ? {} : { description }),
    },
  };
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
