import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spread } from './latencies.ts';

/** A write of 256 bytes and its sync, again and again: what every log on this disk has to pay. */
export function describeDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-bench-disk-'));
  const file = openSync(join(folder, 'file'), 'w');
  const timesMs = Array.from({ length: 200 }, () => {
    const startedMs = performance.now();
    writeSync(file, Buffer.alloc(256));
    fdatasyncSync(file);
    return performance.now() - startedMs;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return `256 bytes written and synced in ${tmpdir()}: ${spread(timesMs, 2)} ms`;
}
