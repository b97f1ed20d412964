// A finding is one broken house rule at one place. Its text must say what to do, not only what is
// wrong, because it is all a contributor sees when the tidy test fails.

export interface Finding {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  /** Line in that file, counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** `path:line: message`, the form editors and terminals turn into a link. */
export function printFinding(finding: Finding): string {
  return `${finding.path}:${finding.line}: ${finding.message}`;
}
