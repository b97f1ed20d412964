// A coordinator's copy of the cluster: the fold of the log up to a known commit. A follower feeds
// it from the log, a leader with its own acknowledged commits; it is never ahead of the log.
import {
  ClusterState,
  Draft,
  evolve,
  invariant,
  LogDamagedError,
  type EventLog,
  type Following,
  type JobChange,
  type Recorded,
} from '@rescind/shared';

/** What a commit changed, told after the state has moved. */
export interface Folded {
  readonly n: number;
  readonly hash: string;
  readonly changes: readonly JobChange[];
  /** Written by this coordinator as a leader: only then are there reactions to perform. */
  readonly own: boolean;
}

export interface Replica {
  readonly state: ClusterState;
  /** Folds everything in the log as of now. `onProgress` hears the commits folded so far. */
  catchUp(onProgress?: (folded: number) => void): Promise<void>;
  /** Folds what others append, until `unfollow`. */
  follow(onError: (error: Error) => void): void;
  unfollow(): void;
  /** Moves to a draft whose commit is known to be in the log. */
  adopt(draft: Draft, commit: { readonly n: number; readonly at: number }, hash: string): void;
  onFolded(listener: (folded: Folded) => void): void;
}

export function createReplica(log: EventLog): Replica {
  const state = new ClusterState();
  const listeners: ((folded: Folded) => void)[] = [];
  let following: Following | undefined;

  const tell = (folded: Folded): void => {
    for (const listener of listeners) listener(folded);
  };

  const fold = ({ commit, hash }: Recorded): void => {
    const { n, at } = commit;
    if (n !== state.n + 1 || commit.prev !== state.hash) {
      throw new LogDamagedError(n, `commit ${n} does not continue commit ${state.n}`);
    }
    const draft = new Draft(state);
    draft.at = at;
    const stamp = { at, n };
    for (const event of commit.events) evolve(draft, event, stamp);
    const changes = draft.adopt(n, at, hash);
    tell({ n, hash, changes, own: false });
  };

  return {
    state,
    async catchUp(onProgress) {
      for await (const recorded of log.read(state.n + 1)) {
        fold(recorded);
        onProgress?.(state.n);
      }
    },
    follow(onError) {
      invariant(following === undefined, 'a replica follows its log once');
      following = log.follow(
        state.n + 1,
        (recorded) => {
          try {
            fold(recorded);
          } catch (error) {
            onError(error as Error);
          }
        },
        onError,
      );
    },
    unfollow() {
      following?.stop();
      following = undefined;
    },
    adopt(draft, { n, at }, hash) {
      invariant(n === state.n + 1, 'a leader adopts its commits in order');
      const changes = draft.adopt(n, at, hash);
      tell({ n, hash, changes, own: true });
    },
    onFolded(listener) {
      listeners.push(listener);
    },
  };
}
