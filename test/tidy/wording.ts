// The words of the house: what a file may be called, that it opens by saying what it is for, and
// that nothing unfinished or switched on for one person is left in it.
import type { Finding } from './finding.ts';
import type { Repository } from './repository.ts';
import { fileName, isTest } from './source.ts';

const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'type', 'types']);

/** Files and folders whose names say nothing of what is in them. */
export function emptyFileNames(repository: Repository): readonly Finding[] {
  return repository.sources.flatMap(({ path }) => {
    const words = path.split('/').map((part) => part.replace(/\..*$/, ''));
    const found = words.find((word) => emptyNames.has(word));
    if (found === undefined) return [];
    return [{ path, line: 1, message: `"${found}" names no idea; name the file for what it does` }];
  });
}

/** Words of an opening comment; fewer say nothing. */
const openingWords = 3;

/** Source files that do not open with a comment on what they are for. */
export function silentOpenings(repository: Repository): readonly Finding[] {
  return repository.sources
    .filter(({ path }) => !isTest(path))
    .filter(({ text }) => !opensWithComment(text))
    .map(({ path }) => ({
      path,
      line: 1,
      message: `opens without a comment; say in a sentence what ${fileName(path)} is for`,
    }));
}

function opensWithComment(text: string): boolean {
  const opening = text.replace(/^#!.*\n/, '').trimStart();
  const comment = /^(?:\/\/.*\n?)+|^\/\*[\s\S]*?\*\//.exec(opening)?.[0] ?? '';
  const isDirective = /^\/\/\/|^\/[/*]\s*(?:@ts-|oxlint-|eslint-|#region)/.test(comment);
  const words = comment.match(/\p{L}+/gu) ?? [];
  return !isDirective && words.length >= openingWords;
}

// Spelled with a gap, so that this file does not find itself.
const marks = ['TO DO', 'FIX ME', 'XX X', 'HA CK'].map((word) => word.replace(' ', ''));
const markWords = new RegExp(`\\b(${marks.join('|')})\\b`);

/** Marks of unfinished work, and tests that keep all others from running. */
export function leftovers(repository: Repository): readonly Finding[] {
  return repository.sources.flatMap(({ path, lines, soloTests }) => [
    ...lines.flatMap((text, index) => {
      const word = markWords.exec(text)?.[1];
      const message = `says ${word}; do it now, or write down in the docs that it is not done`;
      return word === undefined ? [] : [{ path, line: index + 1, message }];
    }),
    ...soloTests.map((line) => ({ path, line, message: 'runs one test alone; remove the .only' })),
  ]);
}
