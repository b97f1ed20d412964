// What a coordinator refuses by itself, before or instead of a decision.
import type { Refusal } from '@rescind/shared';

/** Not carried out; the same request may be sent again at once. */
export function unavailable(why: string): Refusal {
  return { kind: 'unavailable', code: '57P03', message: `cannot take commands now: ${why}` };
}

/** The answer lies further on in the log; asked again, the reading goes on. */
export function stillReading(upTo: number): Refusal {
  return {
    kind: 'unavailable',
    code: '57P03',
    message: `the log has been read up to commit ${upTo} without an answer`,
    hint: 'Ask again: the reading goes on from there.',
  };
}

/** It may or may not have been carried out; the same requestId finds out. */
export function unknownOutcome(): Refusal {
  return {
    kind: 'unknown-outcome',
    code: '40003',
    message: 'the coordinator stopped before the log had answered: the outcome is unknown',
    hint: 'Send the request again with the same requestId; it is carried out once.',
  };
}

export function overloaded(limit: number): Refusal {
  return {
    kind: 'overloaded',
    code: '53300',
    message: `too many commands: ${limit} are waiting already`,
    hint: 'Try again in a moment, or send several jobs in one command.',
  };
}

export function tooLarge(bytes: number, limitBytes: number): Refusal {
  return {
    kind: 'too-large',
    code: '54000',
    message: `the commit would be ${bytes} bytes, the log takes ${limitBytes} at most`,
    hint: 'Use several smaller statements, or raise max_payload of nats-server.',
  };
}

/** An answer that no message can carry; `why` says what the broker takes. */
export function answerTooLarge(why: string): Refusal {
  return {
    kind: 'too-large',
    code: '54000',
    message: `the answer is too large: ${why}`,
    hint: 'Ask for fewer columns or jobs, or raise max_payload of nats-server.',
  };
}

/** Its deadline passed while it waited; nobody reads the answer. */
export function tooLate(): Refusal {
  return {
    kind: 'too-late',
    code: '57014',
    message: 'the request was not carried out: its deadline passed while it waited',
  };
}

/** More than one command may bring; `message` says of what, and how much may be. */
export function tooMuch(message: string): Refusal {
  return { kind: 'too-large', code: '54000', message, hint: 'Use several smaller commands.' };
}

/** The message is not one of this API. */
export function malformed(message: string): Refusal {
  return {
    kind: 'invalid',
    code: '08P01',
    message,
    hint: 'docs/nats-api.md describes the messages.',
  };
}
