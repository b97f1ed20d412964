// The public names of @rescind/shared: the domain, the ports, and the adapters without I/O.
export { createClient, isPassing, resultOf } from './client.ts';
export type { Client, ClientOptions, CommandContext } from './client.ts';
export { every, sleep } from './clock.ts';
export type { Clock, TimerId } from './clock.ts';
export { createManualClock } from './clock/manual.ts';
export type { ManualClock } from './clock/manual.ts';
export { createSeededRandom } from './random/seeded.ts';
export type { Random } from './random.ts';
export { createIds } from './ids.ts';
export type { Ids } from './ids.ts';
export type { Bus, BusMessage, Subscription } from './bus.ts';
export { createMemoryBus } from './bus/memory.ts';
export type { Service } from './service.ts';
export {
  ClosedError,
  LogDamagedError,
  LogLockedError,
  LogUnavailableError,
  NoResponderError,
  TimeoutError,
  UnknownVersionError,
} from './errors.ts';
export { invariant } from './invariant.ts';
export type { Json } from './json.ts';
export { COMMIT_VERSION } from './event-log.ts';
export type { Appended, Commit, EventLog, Following, Recorded } from './event-log.ts';
export { createMemoryEventLog, createMemoryLogStore } from './event-log/memory.ts';
export type { MemoryLogStore } from './event-log/memory.ts';
export { createLease, LEASE_MS, RENEW_MS } from './lease.ts';
export type { Lease, Register } from './lease.ts';
export { createMemoryRegister } from './lease/memory.ts';
export { checkWitnesses, NO_WITNESS } from './witness.ts';
export type { NamedWitness, Witness, WitnessMark } from './witness.ts';
export { formatTimestamp, parseTimestamp } from './timestamp.ts';
export { JOB_COLUMNS, jobRow, SHOW_FINISHED_MS } from './job-row.ts';
export type { JobRow, RowContext } from './job-row.ts';
export {
  isSubjectWord,
  MESSAGE_VERSION,
  REMEMBER_MS,
  subjects,
  TIMEOUT_MAX_MS,
} from './messages.ts';
export type {
  ApiCommand,
  ClusterStatus,
  CommandReply,
  CommandRequest,
  CoordinatorStatus,
  Query,
  QueryReply,
  QueryRequest,
  QueryResult,
  SettingRow,
  Subjects,
  Target,
} from './messages.ts';
export type {
  SessionTimes,
  Task,
  TaskSpec,
  WorkerPush,
  WorkerReply,
  WorkerRequest,
} from './worker-protocol.ts';

export { chart } from './job/chart.ts';
export type { ChartEventType } from './job/chart.ts';
export {
  chartValue,
  isBackward,
  isTerminal,
  move,
  placeOf,
  PLACES,
  statusOf,
  wanted,
} from './job/place.ts';
export type { Direction, Place } from './job/place.ts';
export { STATUSES } from './job/status.ts';
export type { JobStatus } from './job/status.ts';
export { compareJobIds, nextJobId, parseJobId, shiftJobId } from './job/job-id.ts';
export type { JobId } from './job/job-id.ts';
export { decodeIds, encodeIds } from './job/id-list.ts';
export type { IdList } from './job/id-list.ts';
export { CANCELED_BY_USER, causeText } from './job/job.ts';
export type { Actor, Cause, Job } from './job/job.ts';
export type { JobEvent } from './job/events.ts';
export { control } from './job/control.ts';
export type { Verb } from './job/control.ts';
export { nextRunAt } from './job/backoff.ts';
export type { BackoffSettings } from './job/backoff.ts';
export { invalid } from './job/refusal.ts';
export type { Refusal, RefusalKind } from './job/refusal.ts';
export type { Report } from './job/report.ts';

export { DONE, refused } from './cluster/answer.ts';
export type { Answer } from './cluster/answer.ts';
export type { Command, RequestTag, UserCommand } from './cluster/commands.ts';
export { decide } from './cluster/decide.ts';
export type { Decision } from './cluster/decision.ts';
export { Draft } from './cluster/draft.ts';
export { EventList } from './cluster/event-list.ts';
export type { JobChange } from './cluster/draft.ts';
export type { ClusterEvent } from './cluster/events.ts';
export { evolve } from './cluster/evolve.ts';
export { react } from './cluster/react.ts';
export type { Effect } from './cluster/react.ts';
export type { JobTypeInfo, Session, SessionEndReason, SessionHello } from './cluster/session.ts';
export { findSetting, SETTINGS, showSetting } from './cluster/settings.ts';
export { ClusterState } from './cluster/state.ts';
export type { ClusterView } from './cluster/state.ts';
