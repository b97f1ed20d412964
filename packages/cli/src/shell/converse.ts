// The prompt: collects lines until a statement is finished, has it run, and asks again.
import { createInterface } from 'node:readline';
import type { Terminal } from '../command.ts';
import { isFinished } from './statement-end.ts';

const GREETING = 'Statements end in a semicolon; \\q or Ctrl-D leaves.\n';

/** Resolves when the person leaves. `run` prints by itself; whether it succeeded is not asked. */
export async function converse(
  terminal: Terminal,
  name: string,
  run: (text: string) => Promise<unknown>,
): Promise<void> {
  const lines = createInterface({
    input: terminal.input,
    output: terminal.screen,
    terminal: terminal.input.isTTY === true,
  });
  const ask = (text: string): void => {
    lines.setPrompt(text === '' ? `${name}> ` : `${'->'.padStart(name.length + 1)} `);
    lines.prompt();
  };
  terminal.out(GREETING);
  let text = '';
  // Ctrl-C throws away what was begun, as in every shell.
  lines.on('SIGINT', () => {
    text = '';
    terminal.out('\n');
    ask(text);
  });
  ask(text);
  for await (const line of lines) {
    if (text === '' && /^\s*(\\q|quit|exit)\s*;?\s*$/i.test(line)) break;
    text = text === '' ? line : `${text}\n${line}`;
    if (isFinished(text)) {
      await run(text);
      text = '';
    }
    if (text.trim() === '') text = '';
    ask(text);
  }
  lines.close();
}
