// What handlers in worker processes have noted, for whoever waits for it.
import type { Note } from '../jobs.ts';
import type { Child } from './child.ts';

export interface Notes {
  /** Resolves with the note, one that is there already included. Rejects after `limitMs`. */
  of(what: Note['note'], job: string, limitMs: number): Promise<Note & { readonly by: Child }>;
  /** Forgets what was noted of a job so far. */
  forget(job: string): void;
}

type SignedNote = Note & { readonly by: Child };

export function collectNotes(workers: readonly Child[]): Notes & { add(worker: Child): void } {
  const known = new Map<string, SignedNote>();
  const waiting = new Map<string, (note: SignedNote) => void>();
  const add = (by: Child): void => {
    by.listen((message) => {
      if (!('note' in message)) return;
      const note = { ...(message as unknown as Note), by };
      const key = `${note.note} ${note.job}`;
      known.set(key, note);
      waiting.get(key)?.(note);
    });
  };
  workers.forEach(add);
  return {
    add,
    forget(job) {
      known.delete(`started ${job}`);
      known.delete(`signal ${job}`);
    },
    of(what, job, limitMs) {
      const key = `${what} ${job}`;
      const there = known.get(key);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(key);
          reject(new Error(`job ${job}: no "${what}" within ${limitMs} ms`));
        }, limitMs);
        waiting.set(key, (note) => {
          clearTimeout(timer);
          waiting.delete(key);
          resolve(note);
        });
      });
    },
  };
}
