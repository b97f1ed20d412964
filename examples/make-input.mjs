// Makes CSV files to try examples/convert-folder.mjs with:
//   node examples/make-input.mjs <folder> [files = 100] [bytes per file = 20000]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [folder, files = '100', bytes = '20000'] = process.argv.slice(2);
const [count, size] = [Number(files), Number(bytes)];
if (folder === undefined || !(count >= 1 && count <= 1_000_000) || !(size >= 1)) {
  console.error('usage: node examples/make-input.mjs <folder> [files] [bytes per file]');
  process.exit(64);
}

await mkdir(folder, { recursive: true });
const width = String(count - 1).length;
for (let i = 0; i < count; i++) {
  const name = `part-${String(i).padStart(width, '0')}.csv`;
  await writeFile(join(folder, name), csvOf(i, size));
}
console.log(`${count} files of about ${size} bytes in ${folder}`);

/**
 * The same for the same numbers; with quotes, commas and line breaks where they hurt.
 * @param {number} file @param {number} least
 */
function csvOf(file, least) {
  const lines = ['id,customer,note'];
  for (let row = 0, length = 0; length < least; row++) {
    const note = row % 10 === 0 ? '"said ""yes"",\nthen left"' : `order ${file}-${row}`;
    const line = `${file * 1_000_000 + row},"Müller, ${row % 97}",${note}`;
    lines.push(line);
    length += line.length + 1;
  }
  return `${lines.join('\r\n')}\r\n`;
}
