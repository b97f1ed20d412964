// Runs a short program to its end and hands back what it said, within a bound.

import { execFile } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProgramEnd {
  /** Exit status; 0 is success. A program ended by a signal counts as 1. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly env: Environment;
  /** When it aborts, the program gets SIGTERM and the promise rejects at once. */
  readonly signal: AbortSignal;
  readonly cwd?: string;
}

/**
 * Resolves with the end of the program, also an unsuccessful one. Rejects when the program cannot
 * be run at all (`ENOENT`, `EACCES`) or the signal aborts. The program is looked up in `env.PATH`.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const { env, signal, cwd } = options;
    const settings = { env, signal, ...(cwd === undefined ? {} : { cwd }) };
    execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, stdout, stderr });
      else if (signal.aborted || typeof error.code === 'string')
        reject(new Error(error.message, { cause: error }));
      else resolve({ status: error.code ?? 1, stdout, stderr });
    });
  });
}
