// What a worker of today says of each kind of built-in job, and which effects it asks for.
import {
  SCHEMA_CHANGE_GC,
  type Draft,
  type Job,
  type JobEffect,
  type Report,
} from '@rescind/shared';

/** What a worker of today says next. */
export function nextWord({ id, type, place }: Job, { catalog }: Draft): Report['kind'] {
  if (place === 'backward.reverting') return 'reverted';
  if (place !== 'forward.running') return 'stopped';
  const isPrepared = [...catalog.tables.values()].some(({ job }) => job === id);
  return type === 'RESTORE' && !isPrepared ? 'progress' : 'succeeded';
}

/** What it wants to become true with the word. */
export function rightEffect({ type }: Job, word: Report['kind']): JobEffect['kind'] | 'none' {
  if (type === 'RESTORE' && word === 'progress') return 'prepare';
  if (word === 'reverted') return type === 'RESTORE' || type === 'BACKUP' ? 'drop' : 'none';
  if (word !== 'succeeded') return 'none';
  if (type === 'RESTORE') return 'publish';
  if (type === 'BACKUP') return 'backed-up';
  return type === SCHEMA_CHANGE_GC ? 'cleared' : 'statistics';
}

/** An effect of the kind, as if the job had written ten rows. */
export function effectOf(kind: JobEffect['kind'], { id }: Job): JobEffect {
  const layer = { manifest: `jobs/${id}/m`, sha256: 'd', rows: 10, bytes: 80, segments: 1 };
  switch (kind) {
    case 'publish':
      return { kind, tables: [{ index: 0, layers: [layer] }] };
    case 'backed-up':
      return { kind, sha256: 'd', rows: 10, bytes: 80 };
    case 'statistics':
      return { kind, rows: 10, written: 10, columns: [] };
    default:
      return { kind };
  }
}
