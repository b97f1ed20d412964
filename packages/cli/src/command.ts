// What a command of `rescind` is, and how it reads its options.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandFailure, EXIT, usageError } from './failure.ts';

/** Where a command reads and writes; a test hands in its own. */
export interface Terminal {
  /** Results: what a script may want to read. */
  out(text: string): void;
  /** Messages for a person. */
  err(text: string): void;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Where `out` ends up, for a prompt that edits its line. */
  readonly screen: NodeJS.WritableStream;
}

export interface Command {
  /** All that `rescind <name> --help` prints. */
  readonly help: string;
  /** Runs to its end; the exit status. Throws CommandFailure. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** The options and positional arguments of `args`; throws CommandFailure for unknown ones. */
export function readOptions<const Options extends OptionsConfig>(
  name: string,
  args: readonly string[],
  options: Options,
  allowPositionals = false,
): ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: boolean; strict: true }>
> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals, strict: true });
  } catch (error) {
    const [why = ''] = (error as Error).message.split(/\. |\n/);
    const sentence = why.replace(/\.$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
    throw new CommandFailure(
      EXIT.usage,
      `rescind ${name}: ${sentence}; \`rescind ${name} --help\` lists what there is`,
      { cause: error },
    );
  }
}

/** A whole number of an option within bounds. */
export function readCount(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
  throw usageError(`--${option} takes a whole number from ${min} to ${max}, not "${text}"`);
}
