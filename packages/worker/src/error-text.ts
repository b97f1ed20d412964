// The text a job's record keeps of whatever a handler threw.

/** Characters kept; the coordinator cuts further, this only keeps messages small. */
const TEXT_MAX = 4096;

/** A readable text for anything that can be thrown; never empty. */
export function errorText(error: unknown): string {
  return readable(error).slice(0, TEXT_MAX);
}

function readable(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  if (typeof error === 'string') return error === '' ? 'an empty text was thrown' : error;
  if (error === undefined) return 'undefined was thrown';
  try {
    return `${JSON.stringify(error)} was thrown`;
  } catch {
    return `a value of type ${typeof error} was thrown`;
  }
}
