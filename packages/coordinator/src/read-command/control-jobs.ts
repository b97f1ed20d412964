// ControlJobs as it comes over the bus: which jobs it names, or the selection that will name them.
import {
  decodeIds,
  encodeIds,
  parseJobId,
  type Actor,
  type ApiCommand,
  type IdList,
  type JobId,
  type Refusal,
  type UserCommand,
} from '@rescind/shared';
import { malformed } from '../refusals.ts';
import { TEXT_MAX } from './limits.ts';
import { isObject } from '../shape.ts';

export function controlJobs(
  command: Extract<ApiCommand, { readonly kind: 'ControlJobs' }>,
  by: Actor,
): UserCommand | { readonly select: string } | Refusal {
  const { verb, target, reason, selectedAt } = command;
  if (verb !== 'cancel' && verb !== 'pause' && verb !== 'resume') {
    return malformed('verb must be cancel, pause or resume');
  }
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > TEXT_MAX)) {
    return malformed(`reason must be a text of at most ${TEXT_MAX} characters`);
  }
  if (selectedAt !== undefined && !Number.isSafeInteger(selectedAt)) {
    return malformed('selectedAt must be the number of a commit');
  }
  if (isObject(target) && 'select' in target && typeof target.select === 'string') {
    return { select: target.select };
  }
  const jobs = targetIds(target);
  if (typeof jobs !== 'string') return jobs;
  return {
    kind: 'ControlJobs',
    verb,
    jobs,
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(selectedAt === undefined ? {} : { selectedAt }),
  };
}

function targetIds(target: unknown): IdList | Refusal {
  if (isObject(target)) {
    if (Array.isArray(target['ids'])) return listedIds(target['ids'] as unknown[]);
    if (typeof target['idList'] === 'string') {
      try {
        decodeIds(target['idList'] as IdList);
        return target['idList'] as IdList;
      } catch (error) {
        return malformed((error as Error).message);
      }
    }
  }
  return malformed('target must hold ids, idList or select');
}

function listedIds(given: readonly unknown[]): IdList | Refusal {
  const ids: JobId[] = [];
  for (const each of given) {
    const id = typeof each === 'string' ? parseJobId(each) : undefined;
    if (id === undefined) {
      const said = JSON.stringify(each);
      return malformed(`${said} is no job id: ids are decimal texts, 1 to 2^63-1`);
    }
    ids.push(id);
  }
  return encodeIds(ids);
}
