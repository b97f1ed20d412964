// The process behind `rescind`: hands the command line, the terminal and the signals of a closed
// pipe to the door, and ends with its exit status.
import { runCommandLine } from './command-line.ts';

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read us (`rescind sql … | head`) has had enough, which is no error of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: process.stdin,
  screen: process.stdout,
});
