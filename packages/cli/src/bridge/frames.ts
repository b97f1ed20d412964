// What goes over the bridge's socket: one JSON object a line, in both directions.
import type { Socket } from 'node:net';

export type ClientFrame =
  | {
      readonly op: 'publish';
      readonly subject: string;
      readonly data: string;
      readonly reply?: string;
    }
  | {
      readonly op: 'subscribe';
      readonly id: number;
      readonly subject: string;
      readonly queue?: string;
    }
  | { readonly op: 'unsubscribe'; readonly id: number }
  | {
      readonly op: 'request';
      readonly id: number;
      readonly subject: string;
      readonly data: string;
      readonly timeoutMs: number;
    }
  /** Answered after everything that came before it. */
  | { readonly op: 'flush'; readonly id: number };

export type ServerFrame =
  | {
      readonly op: 'message';
      readonly id: number;
      readonly subject: string;
      readonly data: string;
      readonly reply?: string;
    }
  | { readonly op: 'answer'; readonly id: number; readonly data: string }
  | {
      readonly op: 'failure';
      readonly id: number;
      readonly kind: 'no-responder' | 'timeout' | 'closed';
      readonly message: string;
    };

/** A longer line is none of ours: the connection is closed instead of eating the memory. */
const LINE_MAX = 64 * 1024 * 1024;

/** Calls back for each frame of a client; closes the socket at the first line that is none. */
export function readClientFrames(socket: Socket, onFrame: (frame: ClientFrame) => void): void {
  readLines(socket, (value) => onFrame(value as ClientFrame));
}

/** The same for what the other side says. */
export function readServerFrames(socket: Socket, onFrame: (frame: ServerFrame) => void): void {
  readLines(socket, (value) => onFrame(value as ServerFrame));
}

function readLines(socket: Socket, onValue: (value: object) => void): void {
  let begun: string[] = [];
  let length = 0;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = chunk.split('\n');
    const last = lines.pop()!;
    for (const line of lines) {
      const value = parseLine(begun.join('') + line);
      begun = [];
      length = 0;
      if (value === undefined) return void socket.destroy();
      onValue(value);
    }
    begun.push(last);
    length += last.length;
    if (length > LINE_MAX) socket.destroy();
  });
}

function parseLine(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a frame; without effect on a socket that is gone. */
export function writeFrame(socket: Socket, frame: ClientFrame | ServerFrame): void {
  if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`);
}
