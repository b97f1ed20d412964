// SCHEMA CHANGE GC: removes the objects of what was dropped, once nobody protects a time at which
// it was there. It removes objects alone, and one that is gone is as good as removed, so it can be
// done again from any point. Objects of another table are never among them: no two layers name the
// same object, because RESTORE copies bytes and every INSERT writes its own.
import {
  decodeManifest,
  SCHEMA_CHANGE_GC,
  sha256,
  sleep,
  type GcDetails,
  type Layer,
  type Objects,
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import type { ClusterReader } from './cluster-reader.ts';

const LOOK_MS = 1000;

export function schemaChangeGcJob(options: BuiltInOptions): JobDefinition {
  return defineJob({
    type: SCHEMA_CHANGE_GC,
    cancelable: false,
    resume: (context) => clear(context, options),
    // Never called: such a job cannot be canceled, and it is tried again after every error.
    onFailOrCancel: () => undefined,
  });
}

async function clear(context: JobContext, options: BuiltInOptions): Promise<JobResult> {
  const { objects } = options.storage;
  const { signal } = context;
  const { tables, job, droppedIn } = context.details as GcDetails;
  await untilUnprotected(context, options.cluster, droppedIn);
  const layers = tables.flatMap((table) => table.layers);
  const steps = layers.length + (job === null ? 0 : 1);
  for (const [index, layer] of layers.entries()) {
    await clearLayer(objects, layer, context);
    context.progress((index + 1) / steps, 'removing data');
  }
  if (job !== null) {
    for await (const { name } of objects.list(`jobs/${job}/`)) {
      signal.throwIfAborted();
      await objects.delete(name);
    }
  }
  return { effect: { kind: 'cleared' } };
}

/** A BACKUP of the very commit of the drop may have been made before it, so that one counts too. */
async function untilUnprotected(
  { signal, clock, progress, position }: JobContext,
  cluster: ClusterReader,
  droppedIn: number,
): Promise<void> {
  for (let told = false; ; told = true) {
    const oldest = await cluster.protection(position);
    signal.throwIfAborted();
    if (oldest === null || oldest > droppedIn) return;
    // Once: a paused BACKUP may protect it for days, and each note is an event in the log.
    if (!told) progress(0, 'waiting for a job that protects the data');
    await sleep(clock, LOOK_MS, signal);
  }
}

/** The manifest goes last: without it nobody could tell what else there is to remove. */
async function clearLayer(
  objects: Objects,
  layer: Layer,
  { signal, log }: JobContext,
): Promise<void> {
  const { manifest } = layer;
  const bytes = await objects.get(manifest);
  if (bytes === undefined) return;
  if (sha256(bytes) === layer.sha256) {
    for (const { name } of decodeManifest(bytes)) {
      signal.throwIfAborted();
      await objects.delete(name);
    }
  } else {
    // What it names now may be anybody's. Its segments are left to the sweep of unnamed objects.
    log(`the manifest ${manifest} is damaged; the segments of its layer are not removed with it`);
  }
  await objects.delete(manifest);
}
