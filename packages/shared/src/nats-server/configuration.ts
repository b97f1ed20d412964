// The configuration file of a nats-server we run, as text.

import { join } from 'node:path';

export interface ServerConfiguration {
  readonly storeDir: string;
  /** Folder for the process id, the log and the ports it took. */
  readonly runDir: string;
  readonly host: string;
  /** 0 lets the server take a free one. */
  readonly port: number;
  readonly monitorPort: number;
  /** In bytes. */
  readonly maxPayload: number;
  /** False must stand for a server that is too old: it would refuse to start. */
  readonly syncAlways: boolean;
}

// The monitoring page tells everything to everybody: it never leaves the machine.
const MONITOR_HOST = '127.0.0.1';

/** Every message on disk before it is acknowledged, if `syncAlways`: the default syncs later. */
export function configurationText(server: ServerConfiguration): string {
  const { runDir, storeDir, host, port, monitorPort, maxPayload, syncAlways } = server;
  return `server_name: "rescind"
host: ${quoted(host)}
port: ${port === 0 ? -1 : port}
http: ${quoted(`${MONITOR_HOST}:${monitorPort === 0 ? -1 : monitorPort}`)}
max_payload: ${maxPayload}
pid_file: ${quoted(join(runDir, 'nats-server.pid'))}
ports_file_dir: ${quoted(runDir)}
log_file: ${quoted(join(runDir, 'nats-server.log'))}
logfile_size_limit: 10MB
jetstream {
  store_dir: ${quoted(storeDir)}
  max_memory_store: 512MB
${syncAlways ? '  sync_interval: always\n' : ''}}
`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
