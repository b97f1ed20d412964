// CreateJobs as it comes over the bus. Jobs of the types that this project brings along are made by
// their own commands, which know what such a job needs; here they would be made of anything.
import {
  AUTO_CREATE_STATS,
  BACKUP,
  CREATE_STATS,
  invalid,
  RESTORE,
  SCHEMA_CHANGE_GC,
  type Actor,
  type ApiCommand,
  type Refusal,
  type UserCommand,
} from '@rescind/shared';
import { malformed } from '../refusals.ts';
import { CREATE_MAX, DETAILS_MAX, TEXT_MAX } from './limits.ts';

const MADE_BY: ReadonlyMap<string, string> = new Map([
  [BACKUP, 'the statement BACKUP … INTO'],
  [RESTORE, 'the statement RESTORE … FROM'],
  [CREATE_STATS, 'the statement CREATE STATISTICS'],
  [AUTO_CREATE_STATS, 'the cluster itself; CREATE STATISTICS makes others'],
  [SCHEMA_CHANGE_GC, 'the statements DROP TABLE and DROP DATABASE'],
]);

/** `textLength`: characters of the whole message, which bound those of the details. */
export function createJobs(
  command: Extract<ApiCommand, { readonly kind: 'CreateJobs' }>,
  by: Actor,
  textLength: number,
): UserCommand | Refusal {
  const { type, details, description } = command;
  if (typeof type !== 'string' || type === '') return malformed('CreateJobs needs a type');
  const madeBy = MADE_BY.get(type);
  if (madeBy !== undefined) return invalid(`jobs of type ${type} are made by ${madeBy}`);
  if (!Array.isArray(details) || details.length > CREATE_MAX) {
    return malformed(`details must be a list, one entry a job, at most ${CREATE_MAX}`);
  }
  if (
    description !== undefined &&
    (typeof description !== 'string' || description.length > TEXT_MAX)
  ) {
    return malformed(`description must be a text of at most ${TEXT_MAX} characters`);
  }
  if (textLength > DETAILS_MAX && details.some(isHuge)) {
    return malformed(`the details of one job may have ${DETAILS_MAX} characters as JSON`);
  }
  return {
    kind: 'CreateJobs',
    jobType: type,
    details,
    by,
    ...(description === undefined ? {} : { description }),
  };
}

function isHuge(details: unknown): boolean {
  return JSON.stringify(details).length > DETAILS_MAX;
}
