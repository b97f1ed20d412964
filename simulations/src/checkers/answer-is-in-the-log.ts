// Answered means recorded: what a client was told of a request is what the log says of it, once and
// for ever. A request that was refused is never carried out by a copy of it.
import type { Answer, CommandReply, RefusalKind } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';

interface Decided {
  readonly n: number;
  readonly answer: Answer;
}

/** Refusals that say "not known, ask again": they promise nothing. */
const OPEN: ReadonlySet<RefusalKind> = new Set(['unavailable', 'unknown-outcome']);

/** Refusals that only a decision can come to, and decisions are recorded. */
const DECIDED: ReadonlySet<RefusalKind> = new Set([
  'unknown-job',
  'not-cancelable',
  'wrong-status',
  'paused-while-reverting',
  'unknown-setting',
]);

export function createAnswerIsInTheLog(): Checker {
  const name = 'an answer is in the log';
  const decided = new Map<string, Decided>();
  /** Refused without a record. */
  const refused = new Map<string, string>();

  const violation = (message: string): Violation => ({ checker: name, message });

  const answer = (request: string, reply: CommandReply): Violation | undefined => {
    const record = decided.get(request);
    if (!reply.ok) {
      const { kind, message } = reply.error;
      if (OPEN.has(kind)) return undefined;
      if (record === undefined) {
        if (DECIDED.has(kind)) {
          return violation(`request ${request} was refused (${message}) and nothing recorded it`);
        }
        refused.set(request, message);
        return undefined;
      }
    } else if (record === undefined || record.n > reply.position) {
      return violation(
        `request ${request} was answered ${reply.kind} at commit ${reply.position}, ` +
          `which does not hold it`,
      );
    }
    return sameAnswer(reply, record.answer)
      ? undefined
      : violation(
          `request ${request} was answered ${JSON.stringify(reply)}, ` +
            `commit ${record.n} says ${JSON.stringify(record.answer)}`,
        );
  };

  const record = (request: string, n: number, given: Answer): Violation | undefined => {
    const before = decided.get(request);
    if (before !== undefined) {
      return violation(`request ${request} was decided in commit ${before.n} and again in ${n}`);
    }
    decided.set(request, { n, answer: given });
    const told = refused.get(request);
    if (told === undefined || !given.ok) return undefined;
    return violation(`request ${request} was refused (${told}) and carried out in commit ${n}`);
  };

  return {
    name,
    observe(event) {
      if (event.kind === 'answered') return answer(event.request, event.reply);
      if (event.kind !== 'commit') return undefined;
      for (const each of event.commit.events) {
        if (each.type !== 'RequestDecided') continue;
        const found = record(each.request, event.commit.n, each.answer);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function sameAnswer(reply: CommandReply, recorded: Answer): boolean {
  if (reply.ok !== recorded.ok) return false;
  if (!reply.ok) return !recorded.ok && recorded.refusal.message === reply.error.message;
  const { v: _, requestId: __, position: ___, ...told } = reply;
  return JSON.stringify(told) === JSON.stringify(recorded);
}
