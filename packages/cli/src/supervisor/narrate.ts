// What a process says of itself in JSON, as a line for a person.
import type { ChildMessage } from './child.ts';

/**
 * undefined for what a person need not read, and for the error a process ends with: whoever keeps
 * it running tells that together with its end.
 */
export function narrate(message: ChildMessage): string | undefined {
  const text = (key: string): string | undefined => {
    const value = message[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const said = text('say');
  if (said !== undefined) return said;
  const folded = message['progress'];
  if (typeof folded === 'number') {
    return `has folded ${folded.toLocaleString('en-US')} commits of the log`;
  }
  const progress = text('progress');
  if (progress !== undefined) return progress;
  if (message['ready'] === true) return `ready (pid ${text('pid') ?? 'unknown'})`;
  return undefined;
}
