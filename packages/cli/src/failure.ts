// How a command ends when it cannot do what it was asked: one sentence and an exit status.

/** After sysexits.h, so that scripts and the supervisor can tell them apart. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** The data cannot be trusted; starting again would not help. */
  data: 65,
  /** Something that is needed does not answer, or is taken. */
  unavailable: 69,
  interrupted: 130,
} as const;

/** Ends a command: the message is one sentence for a person and says what to do. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The command line itself cannot be understood. */
export function usageError(message: string): CommandFailure {
  return new CommandFailure(EXIT.usage, message);
}
