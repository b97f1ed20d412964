// The one error of this room: every way in which no nats-server can be had or run.

/**
 * Why there is no running nats-server.
 * - `missing`: none is installed and none can be fetched here;
 * - `unusable`: the program named by the caller or the environment does not run;
 * - `port-in-use`: another program listens on the port asked for;
 * - `store-in-use`: another nats-server runs on the same store directory;
 * - `not-started`: it ended or stayed silent before it was ready.
 */
export type NatsServerErrorCode =
  | 'missing'
  | 'unusable'
  | 'port-in-use'
  | 'store-in-use'
  | 'not-started';

/** The message is one sentence for a person, and says what to do. */
export class NatsServerError extends Error {
  override readonly name = 'NatsServerError';
  readonly code: NatsServerErrorCode;

  constructor(code: NatsServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
