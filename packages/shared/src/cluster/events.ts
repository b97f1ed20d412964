// All that can stand in a commit.
import { CATALOG_EVENT_TYPES, type CatalogEvent } from '../catalog/events.ts';
import type { JobEvent } from '../job/events.ts';
import { JOB_EVENT_TYPES } from '../job/events.ts';
import type { Actor } from '../job/job.ts';
import type { Json } from '../json.ts';
import type { Answer } from './answer.ts';
import type { Session, SessionEndReason } from './session.ts';

export type ClusterEvent =
  | JobEvent
  | CatalogEvent
  /** The first event of a leader's first commit: whatever others still try to append is refused. */
  | { readonly type: 'LeaderElected'; readonly leader: string; readonly term: number }
  | { readonly type: 'SessionOpened'; readonly session: Omit<Session, 'openedAt'> }
  | {
      readonly type: 'SessionEnded';
      readonly session: string;
      readonly reason: SessionEndReason;
    }
  /** `value` null: back to the default. */
  | {
      readonly type: 'SettingChanged';
      readonly name: string;
      readonly value: Json;
      readonly by: Actor;
    }
  /** A request's outcome, refusals too: asked again until `until` (log time), it is repeated. */
  | {
      readonly type: 'RequestDecided';
      readonly request: string;
      readonly until: number;
      readonly answer: Answer;
    };

const KNOWN = new Set<string>([
  ...JOB_EVENT_TYPES,
  ...CATALOG_EVENT_TYPES,
  'LeaderElected',
  'SessionOpened',
  'SessionEnded',
  'SettingChanged',
  'RequestDecided',
] satisfies ClusterEvent['type'][]);

/** Whether this build understands events of the type; one it does not must stop the reader. */
export function isKnownEventType(type: string): boolean {
  return KNOWN.has(type);
}
