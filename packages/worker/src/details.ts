// A job's details, checked against what its definition says they are, before each run.
import type { StandardSchemaV1 } from '@standard-schema/spec';

export type CheckedDetails<Details> =
  | { readonly ok: true; readonly details: Details }
  | { readonly ok: false; readonly sentence: string };

/** Problems named in one sentence at most. */
const ISSUES_MAX = 3;

/** At once where the schema is synchronous. Throws or rejects only when the schema itself does. */
export function checkDetails<Details>(
  type: string,
  schema: StandardSchemaV1<unknown, Details>,
  details: unknown,
): CheckedDetails<Details> | Promise<CheckedDetails<Details>> {
  const result = schema['~standard'].validate(details);
  return result instanceof Promise ? result.then((late) => read(type, late)) : read(type, result);
}

function read<Details>(
  type: string,
  result: StandardSchemaV1.Result<Details>,
): CheckedDetails<Details> {
  if (result.issues === undefined) return { ok: true, details: result.value };
  const named = result.issues.slice(0, ISSUES_MAX).map(issueText);
  const more = result.issues.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  const what = named.length === 0 ? 'the schema refuses them' : named.join('; ');
  return { ok: false, sentence: `invalid details of a "${type}" job: ${what}${rest}` };
}

function issueText({ message, path }: StandardSchemaV1.Issue): string {
  const keys = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}
