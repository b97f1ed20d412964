// The examples of docs/nats-api.md are messages of this API, and none of its commands is without.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';
import { readQuery } from './read-query.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/nats-api.md'), 'utf8');
const examples = [...page.matchAll(/```json\n(.*?)```/gs)].flatMap(([, block]) =>
  block!
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind?: string; readonly query?: object }),
);
const commands = examples.filter((each) => each.kind !== undefined && !('ok' in each));

describe('docs/nats-api.md', () => {
  it.each(commands)('shows a $kind that is taken', (command) => {
    const envelope = { v: 1, requestId: 'request-1', timeoutMs: 1000, user: 'root' };
    const read = readCommand(JSON.stringify({ ...envelope, command }), 'root');
    expect(read).toMatchObject({ command: { kind: command.kind } });
  });

  it.each(examples.filter(({ query }) => query !== undefined))('shows queries: $query', (query) => {
    expect(readQuery(JSON.stringify(query), 'root')).toEqual(query);
  });

  it('shows every command about data once', () => {
    const shown = commands.map(({ kind }) => kind);
    const table = page.slice(page.indexOf('| `command.kind` |'), page.indexOf('In the commands'));
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
    expect(listed).toEqual(['ControlJobs', 'CreateJobs', 'SetSetting', ...shown]);
    expect(shown.length).toBe(15);
  });
});
