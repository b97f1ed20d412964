// SCHEMA CHANGE GC: removes the objects of what was dropped. No worker is given such a job while
// somebody protects a time at which they were there (may-be-placed.ts), and a protection of later
// covers none of them. It removes objects alone, and one that is gone is as good as removed, so it
// can be done again from any point. Objects of another table are never among them: no two layers
// name the same object, because RESTORE copies bytes and every INSERT writes its own.
import {
  decodeManifest,
  SCHEMA_CHANGE_GC,
  sha256,
  type GcDetails,
  type Layer,
  type Objects,
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import type { BuiltInOptions } from './built-in-options.ts';

export function schemaChangeGcJob({ storage }: Pick<BuiltInOptions, 'storage'>): JobDefinition {
  return defineJob({
    type: SCHEMA_CHANGE_GC,
    cancelable: false,
    resume: (context) => clear(context, storage.objects),
    // Never called: such a job cannot be canceled, and it is tried again after every error.
    onFailOrCancel: () => undefined,
  });
}

async function clear(context: JobContext, objects: Objects): Promise<JobResult> {
  const { signal } = context;
  const { tables, job } = context.details as GcDetails;
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
