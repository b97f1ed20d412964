// The details of CREATE JOB: JSON, and such that nothing of it is lost on the way to the job.
import type { Json } from '@rescind/shared';
import { SqlError } from '../sql-error.ts';

/**
 * Reads the JSON. Throws 22P02 for a text that is none, and 22003 for a whole number that
 * JavaScript would round: a job that is given another id than was written must not start.
 */
export function readDetails(text: string): Json {
  let details: Json;
  try {
    details = JSON.parse(text) as Json;
  } catch (error) {
    const message = `could not parse JSON: ${(error as Error).message}`;
    throw new SqlError({ code: '22P02', message }, { cause: error });
  }
  // In a valid text only strings could hold something that looks like a number.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g)) {
    if (/^-?[0-9]+$/.test(token) && !Number.isSafeInteger(Number(token))) {
      throw new SqlError({
        code: '22003',
        message: `the number ${token} in the details would lose digits`,
        hint: `Write it as a string: "${token}".`,
      });
    }
  }
  return details;
}
