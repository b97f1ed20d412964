// What every job that this project brings along works with.
import type { Storage } from '@rescind/shared';
import type { ClusterReader } from './cluster-reader.ts';

export interface BuiltInOptions {
  readonly storage: Storage;
  readonly cluster: ClusterReader;
  /** A BACKUP of this worker is about to succeed: its manifest may soon be stored. */
  readonly onBackedUp?: () => void;
  /** Bytes copied between two checkpoints; for tests that want many of them. */
  readonly checkpointBytes?: number;
}
