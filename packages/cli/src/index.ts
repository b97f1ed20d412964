// The public names of @rescind/cli: the command line as a function, and what its JSON holds.
export { runCommandLine } from './command-line.ts';
export type { Terminal } from './command.ts';
export type { StatusReport } from './status/report.ts';
export type { ClusterFile } from './supervisor/cluster-file.ts';
