// The door to a real nats-server: find or fetch one, run it, and learn whether it keeps what it
// acknowledges. The words of a running cluster (streams, commits) live elsewhere.

export { NatsServerError, type NatsServerErrorCode } from './nats-server/error.ts';
export {
  findNatsServer,
  type FindNatsServerOptions,
  type FoundNatsServer,
} from './nats-server/find.ts';
export {
  fetchNatsServer,
  type FetchNatsServerOptions,
  type FetchedNatsServer,
} from './nats-server/fetch.ts';
export type { NatsServerExit } from './nats-server/process.ts';
export {
  startNatsServer,
  type NatsServerOptions,
  type RunningNatsServer,
} from './nats-server/start.ts';
export {
  checkDurability,
  type Durability,
  type ServerDescription,
} from './nats-server/durability.ts';
