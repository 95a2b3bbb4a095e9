/**
 * What the dashboard costs: the size of its bundle, its first paint, a run of 500,000 events opened and scrolled, the
 * memory of the page of an hour's run, and what 20 readers of the event stream cost the lab.
 *
 * Usage: npm run bench:dashboard              (about 3 min; Linux, with a built dashboard)
 *        node benchmarks/dashboard.ts [size|paint|run|memory|readers]… [--small]
 *
 * `--small` tries every part on few events and for a short time; its figures mean nothing. Scrolling by the bar is the
 * whole list in 5 s, set frame by frame; headless, frames are drawn without a screen.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openBrowser } from '../tests/browser/fixtures/open-browser.ts';
import type { LabLink } from '../tests/browser/fixtures/prepared-lab.ts';
import { linkOf, openLabFolder, runExperiment, startSystem } from '../tests/browser/fixtures/prepared-lab.ts';
import { makeUpRun } from './dashboard/made-up-run.ts';
import { measureFirstPaints, measureMemory, openRun, scrollByBar, scrollByWheel } from './dashboard/page-cost.ts';
import type { ReaderCost } from './dashboard/reader-cost.ts';
import { measureReaders } from './dashboard/reader-cost.ts';

const isSmall = process.argv.includes('--small');
const chosen = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isWanted = (part: string): boolean => chosen.length === 0 || chosen.includes(part);

const longRunEvents = isSmall ? 5000 : 500_000;
/** What `voting` tells in an hour under its experiment's load: some 40 events a second. */
const hourEvents = isSmall ? 2000 : 144_000;
const scrollMs = isSmall ? 1000 : 5000;
const readerMs = isSmall ? 2500 : 10_000;
const rounds = isSmall ? 1 : 3;
const openings = isSmall ? 1 : 5;

function tell(what: string, measured: string, goal: string): void {
  console.log(`${what.padEnd(44)}${measured.padStart(30)}   ${goal}`);
}

/** `2610 ms (2501 to 2770)`. */
function spread(ms: readonly number[]): string {
  const sorted = ms.toSorted((left, right) => left - right);
  const [least, median, most] = [0, sorted.length >> 1, -1].map((place) => sorted.at(place)?.toFixed(0));
  return `${median} ms (${least} to ${most})`;
}

function tellSize(): void {
  const assets = new URL('../apps/dashboard/dist/assets/', import.meta.url);
  const sizeOf = (...files: readonly string[]): number =>
    files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, assets)), { level: 9 }).length / 1000, 0);
  const page = sizeOf('dashboard.js', 'style.css');
  const workers = sizeOf('early-journal.js', 'journal-worker.js', 'stream-worker.js');
  tell('bundle, gzip: script and style', `${page.toFixed(1)} kB`, 'goal ≤ 250 kB');
  tell('  what is loaded beside it: workers', `${workers.toFixed(1)} kB`, '');
}

async function tellPage(lab: LabLink, runs: string): Promise<void> {
  const browser = await openBrowser();
  try {
    if (isWanted('paint')) {
      tell('first paint, median of 7', spread(await measureFirstPaints(browser, lab, 7)), 'goal < 1000 ms');
    }
    if (!isWanted('run') && !isWanted('memory')) return;
    const source = await runExperiment(folder, 'voting');
    if (isWanted('run')) {
      const run = await makeUpRun(runs, source, longRunEvents);
      const opened: number[] = [];
      for (let opening = 1; opening < openings; opening++) {
        const { page, openedMs } = await openRun(browser, lab, run, longRunEvents);
        opened.push(openedMs);
        await page.context().close();
      }
      const { page, openedMs } = await openRun(browser, lab, run, longRunEvents);
      opened.push(openedMs);
      tell(`open a run of ${longRunEvents} events, median of ${openings}`, spread(opened), 'goal < 3000 ms');
      for (const [how, scroll] of [['wheel', scrollByWheel] as const, ['bar', scrollByBar] as const]) {
        const { perSecond, latePercent } = await scroll(page, scrollMs);
        const measured = `${perSecond.toFixed(1)}/s, ${latePercent.toFixed(1)} % > 20 ms`;
        tell(`frames while scrolled by the ${how}`, measured, 'goal 60/s');
      }
      await page.context().close();
    }
    if (isWanted('memory')) {
      const run = await makeUpRun(runs, source, hourEvents);
      const { page } = await openRun(browser, lab, run, hourEvents);
      const { heapMb, processMb } = await measureMemory(browser, page);
      const measured = `heap ${heapMb.toFixed(0)} MB, process ${processMb.toFixed(0)} MB`;
      tell(`memory of a run of ${hourEvents} events (an hour)`, measured, 'goal < 300 MB');
    }
  } finally {
    await browser.close();
  }
}

/** Alternating, so that what else the machine does meets both. */
async function tellReaders(lab: LabLink, pid: number): Promise<void> {
  const load = folder.launch('load', 'voting', '--rate', '200', '--for', '10m');
  try {
    await measureReaders(lab, pid, 0, readerMs / 2); // warms up
    const costs: ReaderCost[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const readers of [0, 20]) costs.push(await measureReaders(lab, pid, readers, readerMs));
    }
    for (const { readers, corePercent, p50Ms, p95Ms } of costs) {
      const measured = `${corePercent.toFixed(1)} %, p50 ${p50Ms.toFixed(1)}, p95 ${p95Ms.toFixed(1)} ms`;
      tell(`lab under 200 requests/s, ${readers} readers`, measured, '');
    }
    const mean = (of: (cost: ReaderCost) => number, readers: number): number => {
      const values = costs.filter((cost) => cost.readers === readers).map(of);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const added = mean((cost) => cost.corePercent, 20) - mean((cost) => cost.corePercent, 0);
    tell('20 readers cost, of one core', `${added.toFixed(1)} %`, 'goal < 5 %');
    for (const figure of ['p50Ms', 'p95Ms'] as const) {
      const without = costs.filter(({ readers }) => readers === 0).map((cost) => cost[figure]);
      const noise = Math.max(...without) - Math.min(...without);
      const change = mean((cost) => cost[figure], 20) - mean((cost) => cost[figure], 0);
      const measured = `${change >= 0 ? '+' : ''}${change.toFixed(2)} ms`;
      tell(`change of ${figure} (rounds without: ±${(noise / 2).toFixed(2)} ms)`, measured, 'goal: within the noise');
    }
  } finally {
    await folder.temblor('load', 'voting', '--stop');
    load.process.kill('SIGINT');
    await load.finished;
  }
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
if (isWanted('size')) tellSize();
await using folder = openLabFolder();
if (['paint', 'run', 'memory', 'readers'].some(isWanted)) {
  await startSystem(folder, 'voting');
  const lab = await linkOf(folder);
  await tellPage(lab, join(folder.path, 'runs'));
  if (isWanted('readers')) await tellReaders(lab, lab.pid);
}
