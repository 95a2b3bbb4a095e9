/** What readers of the event stream cost the lab, and whether its systems answer later for them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { decodeLatencies, summariseLatencies } from '@temblor/lab/measure/recorded-latencies';
import type { LabLink } from '../../tests/browser/fixtures/prepared-lab.ts';
import { cpuMs } from './process-cost.ts';

/** One span with so many readers. */
export interface ReaderCost {
  readonly readers: number;
  /** Of the lab's process, in percent of a core. */
  readonly corePercent: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Lets so many readers follow the journal for a while, and looks at the lab. */
export async function measureReaders(lab: LabLink, pid: number, readers: number, ms: number): Promise<ReaderCost> {
  const ending = new AbortController();
  const reading = Array.from({ length: readers }, () => read(lab, ending.signal));
  await delay(ms / 10); // the stream's first messages are not what is measured
  const since = await newestSequence(lab);
  const before = cpuMs(pid);
  const startMs = performance.now();
  await delay(ms);
  const corePercent = ((cpuMs(pid) - before) / (performance.now() - startMs)) * 100;
  ending.abort();
  await Promise.all(reading);
  const windows = (await history(lab, since)).filter((event) => event.type === 'load-window');
  const latency = summariseLatencies(windows.map((window) => decodeLatencies(window.correctedHistogram)));
  return { readers, corePercent, p50Ms: latency?.p50Ms ?? Number.NaN, p95Ms: latency?.p95Ms ?? Number.NaN };
}

async function read({ origin, token }: LabLink, signal: AbortSignal): Promise<void> {
  try {
    const answer = await fetch(`${origin}/journal`, { signal, headers: { authorization: `Bearer ${token}` } });
    if (answer.body === null || !answer.ok) throw new Error(`GET /journal answered ${answer.status}`);
    for await (const _ of answer.body);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function newestSequence(lab: LabLink): Promise<number> {
  return (await history(lab, 1)).at(-1)?.sequence ?? 0;
}

async function history({ origin, token }: LabLink, since: number): Promise<JournalEvent[]> {
  const answer = await fetch(`${origin}/journal/history?since=${since}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
