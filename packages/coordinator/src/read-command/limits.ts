// Bounds of what one message may bring into the log.

/** Characters of a text that is kept with an event: a statement, a description, a reason. */
export const TEXT_MAX = 16_384;

/** Characters of one job's details as JSON: a message to its worker must be able to carry them. */
export const DETAILS_MAX = 256 * 1024;

/** Jobs that one CreateJobs may make. */
export const CREATE_MAX = 100_000;
