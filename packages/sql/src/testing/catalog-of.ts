// The catalog of a cluster without a log, for tests: commands on it are decided as a leader decides
// them and are true at once.
import {
  ClusterState,
  decide,
  decodeIds,
  Draft,
  rowsOf,
  scheduleRow,
  type CommandReply,
  type DataCommand,
  type JobId,
  type ScheduleRow,
  type Table,
} from '@rescind/shared';
import type { CatalogContents } from '../backend.ts';

export interface TestCatalog {
  readonly state: ClusterState;
  /** Decides and applies it. */
  run(command: DataCommand, now: number): CommandReply;
  contents(): CatalogContents;
  schedules(): readonly ScheduleRow[];
}

export function createCatalog(): TestCatalog {
  const state = new ClusterState();
  return {
    state,
    run(command, now) {
      const draft = new Draft(state);
      const stamp = { at: now, n: state.n + 1 };
      const { answer } = decide(draft, { ...command, by: { user: 'root' } }, stamp);
      draft.adopt(stamp.n, now, `hash-${stamp.n}`);
      const reply = { v: 1, requestId: 'r', position: stamp.n } as const;
      return answer.ok ? { ...reply, ...answer } : { ...reply, ok: false, error: answer.refusal };
    },
    contents() {
      const { databases, tables } = state.catalog;
      const named = [...tables.values()].filter((table) => table.state !== 'dropped');
      return { databases: [...databases.values()], tables: named.map(withoutRows) };
    },
    schedules: () =>
      [...state.catalog.schedules.values()].map((schedule) => scheduleRow(schedule, 0)),
  };
}

function withoutRows(table: Table): CatalogContents['tables'][number] {
  const { inline: _, layers, ...info } = table;
  const bytes = table.inlineBytes + layers.reduce((sum, layer) => sum + layer.bytes, 0);
  return { ...info, rows: rowsOf(table), bytes };
}

/** The jobs of an answer. */
export function jobsOf(reply: CommandReply): readonly JobId[] {
  return reply.ok && reply.kind === 'created' ? decodeIds(reply.jobs) : [];
}
