// What starts can be stopped, twice, and in any order.

export interface Service extends AsyncDisposable {
  /** Ends it and everything it waits for; the second call waits for the first. */
  stop(): Promise<void>;
}
