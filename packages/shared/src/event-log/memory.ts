// A log within one process: production code, for embedding without durability and for simulation.
// It keeps the encoded text, so what is read back went through the format like everywhere else.
import { LogUnavailableError } from '../errors.ts';
import type { Appended, EventLog, Following } from '../event-log.ts';
import { encodeCommit } from './codec.ts';
import { followByReading, type ReadableTail } from './follow-by-reading.ts';
import { createVerifier, type Stored } from './verifier.ts';

/** What the handles of one log share; it lives as long as somebody holds it. */
export interface MemoryLogStore {
  /** The stored commits; texts[0] is commit 1. Whoever changes one damages the log. */
  readonly texts: string[];
  /** Larger commits are refused. */
  readonly maxBytes: number;
  readonly listeners: Set<() => void>;
}

/** An empty log. `maxBytes` is unbounded by default. */
export function createMemoryLogStore(options: { readonly maxBytes?: number } = {}): MemoryLogStore {
  return { texts: [], maxBytes: options.maxBytes ?? Infinity, listeners: new Set() };
}

/**
 * A handle on `store`, by default on a log of its own. Several handles on one store behave as
 * several processes on one log: of two that append at the same position one gets a conflict.
 */
export function createMemoryEventLog(store: MemoryLogStore = createMemoryLogStore()): EventLog {
  const { texts, listeners } = store;
  const followings = new Set<Following>();
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw new LogUnavailableError('the memory log is closed');
  };
  const tail: ReadableTail = {
    async *readWith(verifier) {
      const end = texts.length;
      while (verifier.next <= end) yield verifier.verify(storedText(texts[verifier.next - 1]!));
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const append = async (text: string, n: number): Promise<Appended> => {
    if (closed) return { outcome: 'unknown', reason: 'the memory log is closed' };
    const bytes = byteLength(text, store.maxBytes);
    if (bytes > store.maxBytes) {
      return { outcome: 'too-large', bytes, limitBytes: store.maxBytes };
    }
    if (n !== texts.length + 1) return { outcome: 'conflict' };
    texts.push(text);
    for (const listener of [...listeners]) listener();
    return { outcome: 'ok', hash: hashText(text) };
  };
  const close = async (): Promise<void> => {
    closed = true;
    for (const following of followings) following.stop();
    followings.clear();
  };

  return {
    name: 'memory',
    durability: 'volatile',
    append: (commit) => append(encodeCommit(commit), commit.n),
    async end() {
      assertOpen();
      return texts.length;
    },
    async get(n) {
      assertOpen();
      const text = texts[n - 1];
      return text === undefined ? undefined : createVerifier(n).verify(storedText(text));
    },
    async *read(from) {
      assertOpen();
      yield* tail.readWith(createVerifier(from));
    },
    follow(from, onCommit, onError) {
      if (closed) return { stop: () => undefined };
      const following = followByReading(tail, from, onCommit, onError);
      followings.add(following);
      return {
        stop() {
          followings.delete(following);
          following.stop();
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const encoder = new TextEncoder();

/** Bytes of the text in UTF-8; counted only where it could matter. */
function byteLength(text: string, limit: number): number {
  return text.length * 3 <= limit ? text.length : encoder.encode(text).length;
}

function storedText(text: string): Stored {
  return { text, hash: hashText(text), storedAt: null };
}

/**
 * 64 bits that notice an accident, not an attacker: whoever could forge them is in this very
 * process. (Two 32-bit lanes of multiply and rotate.)
 */
function hashText(text: string): string {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x85ebca77);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ code, 0xc2b2ae3d);
    b = (b << 17) | (b >>> 15);
  }
  a = Math.imul(a ^ (b >>> 16), 0x27d4eb2f);
  b = Math.imul(b ^ (a >>> 15), 0x165667b1);
  return hex(a ^ (a >>> 13)) + hex(b ^ (b >>> 16));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
