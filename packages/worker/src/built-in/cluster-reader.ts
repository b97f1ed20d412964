// PORT: what built-in jobs ask of the cluster while they run, and its adapter over the bus. Any
// coordinator answers, also one that lags behind: whoever asks says which commit it must have seen.
import {
  isPassing,
  resultOf,
  type Client,
  type JobId,
  type Publication,
  type QueryResult,
  type Query,
  type Refusal,
  type Table,
} from '@rescind/shared';
import { retryLater } from '../marks.ts';

export interface ClusterReader {
  /** A table by its id with its layers and rows in the log; a dropped one too, until it is gone. */
  contents(table: number, position: number): Promise<Table | null>;
  /** A cluster setting's value, in the unit of its SettingInfo. */
  setting(name: string): Promise<number>;
}

/** What is to be done about backups that succeeded. */
export interface PublicationBoard {
  /** Backups whose manifests are still to be stored. */
  publications(): Promise<readonly Publication[]>;
  /** The manifest of that job's backup is stored. Again is fine. */
  published(job: JobId): Promise<void>;
}

/**
 * `client` speaks as root. Where nobody answers within its patience the error is marked
 * `retryLater`: a cluster without a leader is no fault of the job that asks.
 */
export function createClusterReader(client: Client): ClusterReader & PublicationBoard {
  const ask = async <Kind extends QueryResult['kind']>(
    query: Query,
    kind: Kind,
    position = 0,
  ): Promise<Extract<QueryResult, { readonly kind: Kind }>> => {
    const reply = await client.query(query, position);
    if (!reply.ok) throw failure(reply.error);
    return resultOf(reply, kind);
  };
  return {
    contents: async (table, position) =>
      (await ask({ kind: 'TableContents', table }, 'TableContents', position)).table,
    async setting(name) {
      const { rows } = await ask({ kind: 'Settings' }, 'Settings');
      const row = rows.find(({ variable }) => variable === name);
      if (row === undefined) throw new Error(`no setting is ${name}`);
      return row.raw;
    },
    publications: async () => (await ask({ kind: 'Publications' }, 'Publications')).publications,
    async published(job) {
      const reply = await client.command({ kind: 'PublishBackup', job });
      if (!reply.ok) throw failure(reply.error);
    },
  };
}

function failure(refusal: Refusal): Error {
  const error = new Error(refusal.message);
  return isPassing(refusal) ? retryLater(error) : error;
}
