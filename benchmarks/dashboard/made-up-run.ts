/** A run of any length, made from a short real one: its measured part, again and again, later and under new sequences. */
import { cpSync, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

type Line = Record<string, unknown>;

/** Fields that say when; they move with the copy. */
const moments = ['atUs', 'effectAtUs', 'startUs', 'endUs'];

/**
 * Writes a run of so many events beside a real one.
 *
 * @param runs the folder of runs. @param source the real run, of one repeat.
 * @returns the name of the made-up run.
 */
export async function makeUpRun(runs: string, source: string, events: number): Promise<string> {
  const name = `${source}-${events}`;
  const folder = join(runs, name);
  mkdirSync(folder);
  cpSync(join(runs, source), folder, { recursive: true });
  for (const file of ['report.json', 'report.md', 'report.html', 'junit.xml']) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replaceAll(source, name));
  }
  const text = readFileSync(join(runs, source, 'journal.ndjson'), 'utf8').replaceAll(source, name);
  const lines: Line[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const first = lines.findIndex(({ type }) => type === 'warm-up-finished') + 1;
  const last = lines.findIndex(({ type }) => type === 'load-finished');
  const [head, middle, tail] = [lines.slice(0, first), lines.slice(first, last), lines.slice(last)];
  const lengthUs = Number(middle.at(-1)?.atUs) - Number(middle[0]?.atUs);
  const out = createWriteStream(join(folder, 'journal.ndjson'));
  let sequence = 0;
  let shiftUs = 0;
  let copy = 0;
  const write = (line: Line) => {
    sequence += 1;
    out.write(`${JSON.stringify(moved(line, sequence, shiftUs, copy))}\n`);
  };
  head.forEach(write);
  const wanted = events - tail.length;
  while (sequence < wanted) {
    for (const line of middle.slice(0, wanted - sequence)) write(line);
    if (out.writableNeedDrain) await new Promise((drained) => out.once('drain', drained));
    shiftUs += lengthUs;
    copy += 1;
  }
  shiftUs -= lengthUs;
  tail.forEach(write);
  out.end();
  await finished(out);
  return name;
}

/** A fault of another copy is another fault. */
function moved(line: Line, sequence: number, shiftUs: number, copy: number): Line {
  const later = moments.flatMap((key) => (typeof line[key] === 'number' ? [[key, line[key] + shiftUs]] : []));
  const fault = typeof line.fault === 'string' && copy > 0 ? { fault: `${line.fault}.${copy}` } : {};
  return { ...line, ...Object.fromEntries(later), ...fault, sequence };
}
