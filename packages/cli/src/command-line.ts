// The door of `rescind`: which command is meant, and what its end means for the shell.
import { readFile } from 'node:fs/promises';
import type { Command, Terminal } from './command.ts';
import { CommandFailure, EXIT } from './failure.ts';

/** Loaded when they are asked for: `rescind sql` needs no coordinator, and should start fast. */
const COMMANDS: { readonly [name: string]: () => Promise<Command> } = {
  start: async () => (await import('./commands/start.ts')).start,
  status: async () => (await import('./commands/status.ts')).status,
  sql: async () => (await import('./commands/sql.ts')).sql,
  parse: async () => (await import('./commands/parse.ts')).parse,
  demo: async () => (await import('./commands/demo.ts')).demo,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
};

const HELP = `Usage: rescind <command> [options]

  start      run a cluster of real processes, in the foreground
  status     who is there, who leads, what the jobs are at
  sql        run SQL: SHOW JOBS, CANCEL JOB, BACKUP, RESTORE …
  parse      normal form or syntax error of each line of the standard input, as JSON
  demo       every example of CANCEL JOB, on a cluster of its own
  simulate   run the cluster under faults, in simulation or for real

  rescind <command> --help   what a command takes
  rescind --version          which version this is
`;

/** Runs a command line (without `node` and the script); the exit status. Never rejects. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal);
  } catch (error) {
    if (error instanceof CommandFailure) {
      terminal.err(`rescind: ${error.message}\n`);
      return error.exitCode;
    }
    terminal.err(`rescind: this is a bug in rescind: ${(error as Error).stack ?? String(error)}\n`);
    return EXIT.failed;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    if (name !== undefined) terminal.out(HELP);
    else terminal.err(HELP);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`rescind ${await version()}\n`);
    return EXIT.ok;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) throw unknownCommand(name);
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(command.help);
    return EXIT.ok;
  }
  return command.run(rest, terminal);
}

function unknownCommand(name: string): CommandFailure {
  const known = Object.keys(COMMANDS).join(', ');
  return new CommandFailure(
    EXIT.usage,
    `there is no ${name.startsWith('-') ? 'option' : 'command'} "${name}"; ` +
      `the commands are ${known}, and \`rescind --help\` tells more`,
  );
}

async function version(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
