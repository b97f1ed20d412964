// Subpath `@rescind/shared/nats`: the adapters that need a NATS client.
export { connectNats, NatsUnreachableError } from './bus/connect-nats.ts';
export type { NatsOptions } from './bus/connect-nats.ts';
export { createNatsBus } from './bus/nats.ts';
export type { NatsBusOptions } from './bus/nats.ts';
export { openJetStreamLog } from './event-log/jetstream.ts';
export type { JetStreamLogOptions } from './event-log/jetstream.ts';
export { LogMisconfiguredError } from './event-log/jetstream/stream-config.ts';
export { createNatsRegister } from './lease/nats.ts';
export type { NatsRegisterOptions } from './lease/nats.ts';
