// PORT: messages between processes. At least once, may lose, may repeat, no order between
// different senders; whoever needs more asks again.

export interface BusMessage {
  readonly subject: string;
  readonly data: string;
  /** Where the sender waits for an answer, or undefined. */
  readonly reply: string | undefined;
  /** Answers the sender; does nothing when nobody waits. */
  respond(data: string): void;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface Bus extends AsyncDisposable {
  /** One word and an address for messages: `nats 127.0.0.1:4222`. */
  readonly name: string;
  /** Sends and forgets. `reply` lets somebody else's answer go to where a request came from. */
  publish(subject: string, data: string, options?: { readonly reply?: string }): void;
  /**
   * Sends and waits for the first answer. Throws NoResponderError when nobody serves the subject,
   * TimeoutError when nothing came in time, ClosedError.
   */
  request(subject: string, data: string, options: { readonly timeoutMs: number }): Promise<string>;
  /**
   * Calls back for each message. Subjects are dot-separated words; `*` stands for one word and a
   * final `>` for the rest. Of those subscribed with the same `queue` one gets each message. A
   * handler that throws harms nobody else.
   */
  subscribe(
    subject: string,
    handler: (message: BusMessage) => void,
    options?: { readonly queue?: string },
  ): Subscription;
  /** Resolves when all that was sent to us before the call has been handed to handlers. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
