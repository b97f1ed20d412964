// During a run nothing may reach for real time or real chance: whatever does is told so by an error
// with its stack. A run is one synchronous stretch, so nobody else in this process is in the way.
import { createRequire, syncBuiltinESMExports } from 'node:module';

type Restore = () => void;

/** Puts errors in place of clocks, timers and sources of chance; the result puts them back. */
export function poisonGlobals(): Restore {
  const restores: Restore[] = [
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) =>
      poison(globalThis, name),
    ),
    poison(Math, 'random'),
    poison(performance, 'now'),
    poison(process, 'hrtime'),
    poison(process, 'nextTick'),
    poisonDate(),
    ...['getRandomValues', 'randomUUID'].map((name) => poison(globalThis.crypto, name)),
    poisonNodeCrypto(),
  ];
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

function poison(owner: object, name: string): Restore {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? false,
    value: escape(name),
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}

function escape(name: string): () => never {
  return () => {
    throw new Error(`${name} was called in a simulated run: ask a port for it`);
  };
}

/** `new Date(ms)` is arithmetic and stays; what asks for the present does not. */
function poisonDate(): Restore {
  const RealDate = globalThis.Date;
  const now = escape('Date');
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) =>
      args.length === 0 ? now() : (Reflect.construct(target, args, self) as object),
    apply: () => now(),
    get: (target, key, self) => (key === 'now' ? now : (Reflect.get(target, key, self) as unknown)),
  });
  return () => {
    globalThis.Date = RealDate;
  };
}

function poisonNodeCrypto(): Restore {
  const crypto = createRequire(import.meta.url)('node:crypto') as Record<string, unknown>;
  const names = ['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID'];
  const restores = names.map((name) => poison(crypto, name));
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}
