// Requests of workers, served by the leader alone: sessions, heartbeats, reports.
import {
  isSubjectWord,
  LogDamagedError,
  MESSAGE_VERSION,
  REMEMBER_MS,
  TIMEOUT_MAX_MS,
  type Answer,
  type BusMessage,
  type Clock,
  type EventLog,
  type Report,
  type SessionHello,
  type WitnessMark,
  type WorkerReply,
  type WorkerRequest,
} from '@rescind/shared';
import type { Committer } from './committer.ts';
import { malformed, unavailable } from './refusals.ts';
import { isEffect } from './effect-shape.ts';
import type { Replica } from './replica.ts';
import { sessionTimes, type SessionKeeper } from './session-keeper.ts';

export interface WorkerServiceOptions {
  readonly log: EventLog;
  readonly replica: Replica;
  readonly committer: Committer;
  readonly keeper: SessionKeeper;
  readonly clock: Clock;
  /** A worker has seen a commit that our log does not hold. */
  readonly onDamage: (error: LogDamagedError) => void;
}

/** Reports one message may carry. */
const REPORTS_MAX = 10_000;

export type TakeWorkerRequest = (message: BusMessage) => void;

export function createWorkerService(options: WorkerServiceOptions): TakeWorkerRequest {
  const { log, replica, committer, keeper, clock } = options;
  const { state } = replica;

  /** The newest commit may be hours old. */
  const logTime = (): number => Math.max(state.at, Math.floor(clock.now()));

  const open = async (
    request: Extract<WorkerRequest, { readonly kind: 'open' }>,
    respond: (reply: WorkerReply) => void,
  ): Promise<void> => {
    const { hello } = request;
    if (hello.witness !== undefined) {
      const damage = await contradiction(log, state.n, hello.worker, hello.witness);
      if (damage !== undefined) {
        respond(refuse(unavailable('the log has lost commits')));
        return options.onDamage(damage);
      }
    }
    committer.submit({
      command: { kind: 'OpenSession', hello },
      // A late copy of the message must not bring a session back that has ended meanwhile.
      tag: { id: `open:${hello.id}`, until: logTime() + TIMEOUT_MAX_MS + REMEMBER_MS },
      done: (answer) => {
        if (!answer.ok) return respond(refuseAnswer(answer));
        keeper.opened(hello.id);
        respond({
          v: MESSAGE_VERSION,
          ok: true,
          kind: 'opened',
          times: sessionTimes(replica),
          mark: mark(),
        });
      },
    });
  };

  const report = (
    request: Extract<WorkerRequest, { readonly kind: 'report' }>,
    bytes: number,
    respond: (reply: WorkerReply) => void,
  ): void => {
    const { session, reports } = request;
    if (reports.length > REPORTS_MAX) {
      return respond(refuse(malformed(`one message may carry ${REPORTS_MAX} reports`)));
    }
    committer.submit({
      command: { kind: 'Report', session, reports },
      bytes,
      done: (answer) => {
        if (!answer.ok || answer.kind !== 'reported') return respond(refuseAnswer(answer));
        // Said only here: a leader that was deposed does not know the newest sessions.
        if (!state.sessions.has(session)) return respond({ v: 1, ok: false, kind: 'gone' });
        respond({
          v: 1,
          ok: true,
          kind: 'reported',
          stale: answer.stale,
          ...(answer.refused === undefined ? {} : { refused: answer.refused }),
          mark: mark(),
        });
      },
    });
  };

  const mark = (): WitnessMark => ({ n: state.n, hash: state.hash });

  return (message) => {
    const respond = (reply: WorkerReply): void => message.respond(JSON.stringify(reply));
    const request = read(message.data);
    if (request === undefined) return respond(refuse(malformed('no request of a worker')));
    switch (request.kind) {
      case 'open':
        return void open(request, respond);
      case 'heartbeat':
        return keeper.heartbeat(request, respond);
      case 'report':
        return report(request, message.data.length, respond);
      case 'end':
        return committer.submit({
          command: { kind: 'EndSession', session: request.session, reason: request.reason },
          done: (answer) =>
            respond(answer.ok ? { v: 1, ok: true, kind: 'ended' } : refuseAnswer(answer)),
        });
      default:
        return respond(refuse(malformed('no request of a worker')));
    }
  };
}

function read(text: string): WorkerRequest | undefined {
  try {
    const request = JSON.parse(text) as WorkerRequest | null;
    return isObject(request) && request.v === MESSAGE_VERSION && isWellFormed(request)
      ? request
      : undefined;
  } catch {
    return undefined;
  }
}

/** Decisions rely on the shape of what workers say; a stray message must not reach them. */
function isWellFormed(request: WorkerRequest): boolean {
  switch (request.kind) {
    case 'open':
      return isHello(request.hello);
    case 'heartbeat':
      return (
        typeof request.session === 'string' &&
        Array.isArray(request.holds) &&
        request.holds.every(isHolding)
      );
    case 'report':
      return (
        typeof request.session === 'string' &&
        Array.isArray(request.reports) &&
        request.reports.every(isReport)
      );
    case 'end':
      return typeof request.session === 'string' && END_REASONS.has(request.reason);
    default:
      return false;
  }
}

const END_REASONS = new Set<string>(['left', 'expired', 'ignored-signal']);

function isHello(hello: SessionHello): boolean {
  return (
    isObject(hello) &&
    // It becomes the last word of a subject.
    typeof hello.id === 'string' &&
    isSubjectWord(hello.id) &&
    typeof hello.worker === 'string' &&
    Array.isArray(hello.types) &&
    hello.types.every((type: unknown) => isObject(type) && typeof nameOf(type) === 'string')
  );
}

function nameOf(type: { readonly name?: unknown }): unknown {
  return type.name;
}

function isHolding(holding: unknown): boolean {
  if (!Array.isArray(holding)) return false;
  const [job, fence] = holding as readonly unknown[];
  return typeof job === 'string' && typeof fence === 'number';
}

function isReport(report: Report): boolean {
  if (!isObject(report) || typeof report.job !== 'string') return false;
  if (typeof report.fence !== 'number') return false;
  if (report.effect !== undefined && !isEffect(report.effect)) return false;
  switch (report.kind) {
    case 'failed':
    case 'revert-failed':
      return typeof report.error === 'string';
    case 'pause-self':
      return typeof report.reason === 'string';
    default:
      return true;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a worker remembers against what the log says; undefined when they agree. */
async function contradiction(
  log: EventLog,
  folded: number,
  worker: string,
  witness: WitnessMark,
): Promise<LogDamagedError | undefined> {
  try {
    if (witness.n > folded && witness.n > (await log.end())) {
      return new LogDamagedError(
        folded + 1,
        `the log ends at commit ${folded}, but worker ${worker} saw commit ${witness.n} ` +
          'acknowledged: its tail was cut off. Put the lost part back, or start over with an ' +
          'empty data directory.',
      );
    }
    const there = await log.get(witness.n);
    if (there === undefined || there.hash === witness.hash) return undefined;
    return new LogDamagedError(
      witness.n,
      `commit ${witness.n} is not the one worker ${worker} saw acknowledged: the log was ` +
        'replaced or rewritten. Put the original back.',
    );
  } catch {
    // The log cannot be asked now; the worker tries again and is checked then.
    return undefined;
  }
}

function refuse(error: Extract<Answer, { readonly ok: false }>['refusal']): WorkerReply {
  return { v: MESSAGE_VERSION, ok: false, kind: 'refused', error };
}

function refuseAnswer(answer: Answer): WorkerReply {
  return refuse(answer.ok ? malformed('unexpected answer') : answer.refusal);
}
