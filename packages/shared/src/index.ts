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
  HistoryRow,
  TableInfo,
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
export type { Report, ReportEffect } from './job/report.ts';

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

export { findDatabase, findTable, nameOf, tablesOf } from './catalog/catalog.ts';
export type { CatalogView, Protection, Publication } from './catalog/catalog.ts';
export type { DataCommand, DataCommandBy, DataPolicy, Merging } from './catalog/commands.ts';
export { isDue, mayRefresh } from './catalog/decide/statistics.ts';
export { INLINE_BYTES_MAX, INSERT_BYTES_MAX, qualifiedName, rowsOf } from './catalog/descriptor.ts';
export type {
  Database,
  Layer,
  Table,
  TableColumn,
  TableColumnType,
  TableName,
} from './catalog/descriptor.ts';
export type { CatalogEvent } from './catalog/events.ts';
export { INSERT_SWEPT_MS, insertObject } from './catalog/insert-objects.ts';
export {
  AUTO_CREATE_STATS,
  BACKUP,
  BUILT_IN_TYPES,
  CREATE_STATS,
  RESTORE,
  SCHEMA_CHANGE_GC,
} from './catalog/job-details.ts';
export type {
  BackedUpTable,
  BackupDetails,
  BackupTargets,
  GcDetails,
  JobEffect,
  RestoredTable,
  RestoreDetails,
  StatisticsDetails,
} from './catalog/job-details.ts';
export { mayBePlaced } from './catalog/may-be-placed.ts';
export { AUTOMATIC_STATISTICS } from './catalog/statistics.ts';
export type { ColumnStatistics, TableStatistics } from './catalog/statistics.ts';
export { ROOT } from './catalog/user.ts';
export type { User } from './catalog/user.ts';
export { consequences } from './cluster/consequences.ts';
export { SETTING_LETTERS } from './cluster/settings.ts';
export { due } from './schedule/fire.ts';
export { readScheduleOptions } from './schedule/options.ts';
export type { ScheduleOptions, WrittenOption } from './schedule/options.ts';
export { backupsExist } from './schedule/plan-schedules.ts';
export {
  CREATED_SCHEDULE_COLUMNS,
  SCHEDULE_COLUMNS,
  scheduleRow,
} from './schedule/schedule-row.ts';
export type { ScheduleRow } from './schedule/schedule-row.ts';
export type { ScheduleId } from './job/schedule-id.ts';
export type { Schedule } from './schedule/schedule.ts';

export { checkObjectName, ObjectExistsError, ObjectNameError } from './objects.ts';
export type { ObjectInfo, Objects } from './objects.ts';
export { createMemoryObjects } from './objects/memory.ts';
export { collectionPath, StorageUriError } from './storage.ts';
export type { Storage } from './storage.ts';
export { createMemoryStorage } from './storage/memory.ts';
export type { ColumnType, Row, Segment, Value } from './rows.ts';
export { decodeRow, encodeRow, rowFromJson, RowFormatError, rowToJson } from './rows/codec.ts';
export { createFingerprint } from './rows/fingerprint.ts';
export type { Fingerprint } from './rows/fingerprint.ts';
export { hashText } from './rows/hash-text.ts';
export type { TextHash } from './rows/hash-text.ts';
export {
  decodeManifest,
  encodeManifest,
  layerOf,
  ManifestDamagedError,
  readManifest,
  writeManifest,
} from './rows/manifest.ts';
export { sha256 } from './event-log/sha256.ts';
export { BATCH_ROWS, readSegments } from './rows/read-segments.ts';
export { getSegment, SegmentDamagedError } from './rows/segment.ts';
export { createSegmentWriter, SEGMENT_BYTES } from './rows/segment-writer.ts';
export type { SegmentWriter, SegmentWriterOptions } from './rows/segment-writer.ts';
export { subdirOf } from './backup-collection/subdir.ts';
export { openCollection } from './backup-collection.ts';
export type { BackupCollection } from './backup-collection.ts';
export {
  BackupDamagedError,
  sealManifest,
  unsealManifest,
} from './backup-collection/backup-manifest.ts';
export type { BackupManifest, BackupTable } from './backup-collection/backup-manifest.ts';
export { BackupLockedError } from './backup-collection/lock.ts';
