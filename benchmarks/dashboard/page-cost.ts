/** What the page of the dashboard costs a browser: first paint, opening a long run, scrolling its events, memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { LabLink } from '../../tests/browser/fixtures/prepared-lab.ts';
import { addressIn } from '../../tests/browser/fixtures/prepared-lab.ts';
import { pssMb } from './process-cost.ts';

const openingDeadlineMs = 120_000;

/** A browser goes on setting a new window up for a second or two, which readers' browsers have behind them. */
const windowRestMs = 3000;

/** Milliseconds to the first paint with content, of the page opened anew so many times. */
export async function measureFirstPaints(browser: Browser, lab: LabLink, loads: number): Promise<number[]> {
  const paints: number[] = [];
  for (let load = 0; load < loads; load++) {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(addressIn(lab));
    const paint: unknown = await page.evaluate(`new Promise((resolve) => new PerformanceObserver((list, observer) => {
      const [first] = list.getEntriesByName('first-contentful-paint');
      if (first === undefined) return;
      observer.disconnect();
      resolve(first.startTime);
    }).observe({ type: 'paint', buffered: true }))`);
    paints.push(Number(paint));
  }
  return paints;
}

/**
 * Opens a run's page in a window that has come to rest, with nothing of the page kept from before.
 *
 * @returns it, and the milliseconds until its list of events told how many there are.
 */
export async function openRun(browser: Browser, lab: LabLink, run: string, events: number) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await sleep(windowRestMs);
  const startMs = performance.now();
  await page.goto(addressIn(lab, `runs/${run}`));
  // To look for the text in all elements, frame by frame, would cost the page a part of what is measured.
  const count = page.locator('.event-list-count', { hasText: `of ${events.toLocaleString('en-GB')} events` });
  await count.waitFor({ timeout: openingDeadlineMs, state: 'attached' });
  return { page, openedMs: performance.now() - startMs };
}

/** Frames of a span: how many a second, and how many of a hundred took longer than 20 ms. */
export interface Frames {
  readonly perSecond: number;
  readonly latePercent: number;
}

/** Turns the wheel over the list of events for so long. */
export async function scrollByWheel(page: Page, ms: number): Promise<Frames> {
  const list = page.getByRole('listbox', { name: 'Events, oldest first' });
  await list.scrollIntoViewIfNeeded();
  await list.evaluate('(element) => { element.scrollTop = 0; }');
  await list.hover();
  await page.evaluate(recordFrames);
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) await page.mouse.wheel(0, 240);
  return readFrames(page);
}

/** Goes through the whole list once in so long, as a hand on the scrollbar does. */
export async function scrollByBar(page: Page, ms: number): Promise<Frames> {
  await page.evaluate(recordFrames);
  await page.evaluate(`new Promise((done) => {
    const element = document.querySelector('[role=listbox][aria-label="Events, oldest first"]');
    const start = performance.now();
    const step = () => {
      const part = Math.min(1, (performance.now() - start) / ${ms});
      element.scrollTop = part * (element.scrollHeight - element.clientHeight);
      if (part < 1) requestAnimationFrame(step);
      else done();
    };
    step();
  })`);
  return readFrames(page);
}

const recordFrames = `{
  const frames = (globalThis.frames_ = []);
  const next = (now) => {
    frames.push(now);
    if (globalThis.frames_ === frames) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}`;

async function readFrames(page: Page): Promise<Frames> {
  const [deltas]: [number[]] = [
    await page.evaluate(`(() => {
      const frames = globalThis.frames_;
      globalThis.frames_ = undefined;
      return frames.slice(1).map((at, index) => at - frames[index]);
    })()`),
  ];
  const totalMs = deltas.reduce((sum, delta) => sum + delta, 0);
  const late = deltas.filter((delta) => delta > 20).length;
  return { perSecond: (deltas.length / totalMs) * 1000, latePercent: (late / deltas.length) * 100 };
}

/** What a page holds: JavaScript's heap after a collection, and the memory of its process. */
export async function measureMemory(browser: Browser, page: Page): Promise<{ heapMb: number; processMb: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => pssMb(id));
  return { heapMb: heap / 1_048_576, processMb: Math.max(...renderers) };
}
