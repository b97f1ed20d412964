// What a connection gives to those who speak over it, without saying what it is made of.

export interface Message {
  /** Says of which kind it is. */
  readonly letter: string;
  readonly body: Buffer;
}

/** A byte stream cut into messages. */
export interface Incoming {
  /** The first message, which has no letter. undefined when the client has gone. */
  first(): Promise<Buffer | undefined>;
  /** The next message, of `limit` bytes at most. undefined when the client has gone. */
  next(limit: number): Promise<Message | undefined>;
}

/** Sends bytes; resolves when there is room for more. */
export type Send = (bytes: Uint8Array) => Promise<void>;

/** How others get between a client and its statements. */
export interface Interruption {
  /** Aborted when the running statement is to be cancelled; a new one for each message. */
  begin(): AbortSignal;
  /** The message was dealt with. */
  end(): void;
  /** Whether the server is going down. */
  isStopping(): boolean;
}
