import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadJobs } from './load-jobs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-jobs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function moduleOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return pathToFileURL(path).href;
}

const job = (type: string): string =>
  `{ type: '${type}', resume() {}, onFailOrCancel() {}, cancelable: ${type !== 'fixed'} }`;

describe('job modules', () => {
  it('export one definition or a list of them, in plain JavaScript too', async () => {
    const one = await moduleOf('one.mjs', `export default ${job('one')};`);
    const more = await moduleOf('more.mjs', `export default [${job('two')}, ${job('fixed')}];`);
    const jobs = await loadJobs([one, more]);
    expect(jobs.map(({ type, cancelable }) => [type, cancelable])).toEqual([
      ['one', true],
      ['two', true],
      ['fixed', false],
    ]);
  });

  it.each([
    [
      'throws',
      `throw new Error('no such bucket');`,
      /throws\.mjs cannot be loaded: no such bucket$/,
    ],
    ['nothing', `export const job = {};`, /nothing\.mjs has no default export/],
    ['half', `export default { type: 'half', resume() {} };`, /"half" needs onFailOrCancel/],
    ['twice', `export default [${job('a')}, ${job('a')}];`, /defines type "a" a second time$/],
  ])('that cannot be used are named: %s', async (name, text, message) => {
    await expect(loadJobs([await moduleOf(`${name}.mjs`, text)])).rejects.toThrow(message);
  });
});
