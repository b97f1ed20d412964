// What `rescind start` was asked to run.

export interface ClusterPlan {
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute; where `nodelocal://` URIs lead. */
  readonly externDir: string;
  readonly cluster: string;
  readonly coordinators: number;
  readonly workers: number;
  /** Jobs one worker may hold at once. */
  readonly slots: number;
  /** Files of JavaScript modules that define job types, absolute. */
  readonly jobs: readonly string[];
  /** Somebody else's nats-server; undefined for one of our own. */
  readonly nats: string | undefined;
  /** Its monitoring page, where that is not on the usual port. */
  readonly monitor: string | undefined;
  /** Port of our own nats-server; 0 takes a free one. */
  readonly natsPort: number;
}

/** A cluster that was started, however it is run. */
export interface StartedCluster {
  /** Resolves with one line for a person once everything is up. */
  readonly up: Promise<string>;
  /** Resolves with the reason when the cluster cannot go on; it is then to be stopped. */
  readonly failed: Promise<Error>;
  /** Ends everything in order. The second call waits for the first. */
  stop(): Promise<void>;
  /** Ends everything by force, at once. */
  kill(): void;
}
