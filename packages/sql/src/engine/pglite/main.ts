// The thread of the database. It answers one request after the other, and ends when an answer
// leaves doubt about the database's memory; another thread takes its place.
import { parentPort, workerData } from 'node:worker_threads';
import { answer } from './answer.ts';
import { openDatabase } from './database.ts';
import type { Reply, Request, ThreadData } from './requests.ts';

const say = (reply: Reply): void => parentPort?.postMessage(reply);

const broken = (error: unknown): void => {
  say({ kind: 'Broken', message: error instanceof Error ? error.message : String(error) });
  parentPort?.close();
};

try {
  const database = await openDatabase((workerData as ThreadData).cacheFolder);
  parentPort?.on('message', (request: Request) => {
    answer(database, request, say).catch(broken);
  });
  say({ kind: 'Ready' });
} catch (error) {
  broken(error);
}
