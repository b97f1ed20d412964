// The picture of a job's life in ARCHITECTURE.md is drawn from the chart. `UPDATE=1` redraws it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTerminal, move, PLACES, statusOf, type ChartEventType } from '@rescind/shared';
import { expect, it } from 'vitest';

const EVENTS: readonly ChartEventType[] = [
  'JobPauseRequested',
  'JobPaused',
  'JobResumed',
  'JobRevertResumed',
  'JobCancelRequested',
  'JobReverting',
  'JobSucceeded',
  'JobCanceled',
  'JobFailed',
];

const name = (place: string): string => place.replace('.', '_');

/** The chart as a mermaid diagram: what changes the status, not what only concerns the claim. */
function draw(): string {
  const lines = ['```mermaid', 'stateDiagram-v2'];
  for (const half of ['forward', 'backward']) {
    lines.push(`  state ${half} {`);
    for (const place of PLACES) {
      if (place.startsWith(half)) lines.push(`    ${name(place)} : ${statusOf(place)}`);
    }
    lines.push('  }');
  }
  for (const place of PLACES) {
    if (isTerminal(place)) lines.push(`  ${place} : ${statusOf(place)}`);
  }
  lines.push('  [*] --> forward_running : JobCreated');
  for (const from of PLACES) {
    for (const event of EVENTS) {
      const to = move(from, event);
      if (to !== undefined && to !== from) lines.push(`  ${name(from)} --> ${name(to)} : ${event}`);
    }
  }
  return [...lines, '```'].join('\n');
}

it('ARCHITECTURE.md shows the life of a job as the chart has it', () => {
  const path = join(import.meta.dirname, '..', 'ARCHITECTURE.md');
  const text = readFileSync(path, 'utf8');
  const block = /(<!-- chart:begin -->\n)([\s\S]*?)(\n?<!-- chart:end -->)/;
  if (process.env['UPDATE'] === '1') {
    writeFileSync(
      path,
      text.replace(block, (_all, begin: string) => `${begin}${draw()}\n<!-- chart:end -->`),
    );
  }
  expect(block.exec(readFileSync(path, 'utf8'))?.[2]).toBe(draw());
});
