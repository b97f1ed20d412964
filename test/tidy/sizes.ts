// How large things may grow: a file, a line, a function. What grows past it is two ideas in one
// place and wants a name for each.
import type { Finding } from './finding.ts';
import type { Repository } from './repository.ts';
import { isTest } from './source.ts';

const fileLines = 300;
const testFileLines = 500;
const lineColumns = 100;
const functionLines = 70;

/** Files, lines and functions past their limits. */
export function oversized(repository: Repository): readonly Finding[] {
  return repository.sources.flatMap(({ path, lines, functions }) => {
    const limit = isTest(path) ? testFileLines : fileLines;
    const file =
      lines.length > limit
        ? [[limit + 1, `the file has ${lines.length} lines, at most ${limit}; split it by idea`]]
        : [];
    const wide = lines.flatMap((text, index) =>
      text.length > lineColumns
        ? [[index + 1, `the line has ${text.length} columns, at most ${lineColumns}; break it`]]
        : [],
    );
    const long = functions
      .filter((each) => each.lines > functionLines)
      .map((each) => [
        each.line,
        `${each.name} has ${each.lines} lines, at most ${functionLines}; give its parts names`,
      ]);
    return [...file, ...wide, ...long].map(([line, message]) => ({
      path,
      line: Number(line),
      message: String(message),
    }));
  });
}
