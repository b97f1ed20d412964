// Subpath `@rescind/shared/testing`: the contracts of the ports, for whoever writes an adapter of
// their own. They need vitest, and nothing that runs in production imports them.
export { busContract } from './bus/contract.ts';
export type { BusSite } from './bus/contract.ts';
export { eventLogContract } from './event-log/contract.ts';
export type { EventLogFeatures } from './event-log/contract.ts';
export type { LogSite } from './event-log/contract-samples.ts';
export { leaseContract } from './lease/contract.ts';
export type { RegisterSite } from './lease/contract.ts';
export { objectsContract } from './objects/contract.ts';
export type { ObjectsSite } from './objects/contract.ts';
