import { objectsContract } from '@rescind/shared/testing';
import { describe, expect, it } from 'vitest';
import type { ObjectChange } from './history.ts';
import { createStorageContent, openSimulatedStorage } from './simulated-storage.ts';
import { createStage, runByItself, type Stage } from './testing/stage.ts';

function storageOn(stage: Stage) {
  const changes: string[] = [];
  const content = createStorageContent(({ op, name }: ObjectChange) => {
    changes.push(`${op} ${name}`);
  });
  const { scheduler, network } = stage;
  const options = { scheduler, network, server: stage.process('storage'), content };
  return { content, changes, open: (name: string) => openAs(stage.process(name)) };

  function openAs(process: ReturnType<Stage['process']>) {
    return { process, storage: openSimulatedStorage(options, process) };
  }
}

objectsContract('the simulated storage', async () => {
  const stage = createStage();
  const running = runByItself(stage);
  const { open } = storageOn(stage);
  let clients = 0;
  return {
    open: () => open(`w${++clients}`).storage.objects,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
});

const BYTES = new TextEncoder().encode('row');

describe('what was put', () => {
  it('lands although its maker is dead by then', async () => {
    const stage = createStage({ meanMs: 100 });
    const { open, changes } = storageOn(stage);
    const { process, storage } = open('w1');
    void storage.objects.put('jobs/7/1/1', BYTES);
    stage.scheduler.crash(process);
    await stage.play(10_000);
    expect(changes).toEqual(['put jobs/7/1/1']);
  });

  it('may land once more after it was deleted', async () => {
    const stage = createStage({ duplicate: 1, fifo: false });
    const { open, changes } = storageOn(stage);
    const { objects } = open('w1').storage;
    for (let i = 0; i < 50; i++)
      void objects.put(`a/${i}`, BYTES).then(() => objects.delete(`a/${i}`));
    await stage.play(60_000);
    const isOnce = (change: string) => changes.indexOf(change) === changes.lastIndexOf(change);
    expect(changes.filter((change) => change.startsWith('put')).every(isOnce)).toBe(false);
  });

  it('is in one collection, whichever node its URI names', async () => {
    const stage = createStage();
    const { open, content } = storageOn(stage);
    void open('w1').storage.collection('nodelocal://1/daily').put('a', BYTES);
    await stage.play(1000);
    expect([...content.outside.keys()]).toEqual(['daily/a']);
    expect(content.cluster.size).toBe(0);
  });
});

describe('a storage that cannot be reached', () => {
  it('is asked a few times, and then it is an error as of a disk', async () => {
    const stage = createStage({ drop: 1 });
    const { open } = storageOn(stage);
    const heard: unknown[] = [];
    open('w1')
      .storage.objects.get('a')
      .catch((error: unknown) => heard.push(error));
    await stage.play(60_000);
    expect(heard).toMatchObject([{ name: 'StorageUnavailableError', code: 'ETIMEDOUT' }]);
  });
});
