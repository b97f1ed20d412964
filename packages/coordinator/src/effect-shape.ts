// What a worker's report may say that it brings about: shapes alone, for decisions rely on them.
// Whether it may be said of that job is for the decision.
import type { ReportEffect } from '@rescind/shared';

/** False for what would make a decision throw. */
export function isEffect(effect: unknown): effect is ReportEffect {
  if (!isObject(effect)) return false;
  switch (effect['kind']) {
    case 'prepare':
    case 'drop':
    case 'cleared':
      return true;
    case 'publish':
      return isListOf(effect['tables'], isPublished);
    case 'backed-up':
      return isText(effect['sha256']) && isCount(effect['rows']) && isCount(effect['bytes']);
    case 'statistics':
      return (
        isCount(effect['rows']) &&
        isCount(effect['written']) &&
        isListOf(effect['columns'], isColumnStatistics)
      );
    default:
      // One of a newer build is ignored, as that of another type of job is.
      return isText(effect['kind']);
  }
}

function isPublished(table: unknown): boolean {
  return isObject(table) && isCount(table['index']) && isListOf(table['layers'], isLayer);
}

function isLayer(layer: unknown): boolean {
  return (
    isObject(layer) &&
    isText(layer['manifest']) &&
    isText(layer['sha256']) &&
    isCount(layer['rows']) &&
    isCount(layer['bytes']) &&
    isCount(layer['segments'])
  );
}

function isColumnStatistics(column: unknown): boolean {
  return (
    isObject(column) &&
    isListOf(column['columns'], isText) &&
    isCount(column['distinct']) &&
    isCount(column['nulls']) &&
    isListOf(column['histogram'], isBucket)
  );
}

function isBucket(bucket: unknown): boolean {
  return Array.isArray(bucket) && isText(bucket[0]) && isCount(bucket[1]);
}

function isListOf(list: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(list) && list.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
