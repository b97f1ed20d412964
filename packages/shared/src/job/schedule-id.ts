// Ids of schedules, which jobs remember that a schedule has made.

/** An id in the canonical decimal form of a job id, for both are INT8. */
export type ScheduleId = string & { readonly __schedule: never };
