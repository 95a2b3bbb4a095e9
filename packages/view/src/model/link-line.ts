import type { LinkWindow } from './link-columns.ts';
import { microseconds, number } from './shape.ts';

/** What a page keeps of a `link-window`. */
export interface LinkLine {
  readonly sequence: number;
  readonly atUs: number;
  readonly system: string;
  readonly link: string;
  readonly window: LinkWindow;
}

const linkLine = new RegExp(
  [
    /^\{"sequence":(\d+),"atUs":(\d+),"system":"([^"\\]+)","type":"link-window","link":"([^"\\]+)"/,
    /,"startUs":(\d+),"endUs":(\d+),"connections":\d+,"requests":(\d+),"errors":(\d+)/,
    /,"bytesForward":\d+,"bytesBack":\d+,"latency":\{"count":(\d+),"meanMs":[\d.]+/,
    /,"p50Ms":([\d.]+),"p95Ms":([\d.]+),"p99Ms":([\d.]+),"maxMs":[\d.]+\}\}$/,
  ]
    .map(({ source }) => source)
    .join(''),
);

/**
 * Reads a line that is a `link-window` as the lab writes it; undefined for any other, which is then read as JSON. More
 * than half of a long journal are such lines, and no object is made of them: it halves the time that they take.
 */
export function readLinkLine(line: string): LinkLine | undefined {
  const match = linkLine.exec(line);
  if (match === null) return undefined;
  const [, sequence, atUs, system = '', link = '', startUs, endUs, requests, errors, count, p50Ms, p95Ms, p99Ms] =
    match;
  const window = {
    startUs: Number(startUs),
    endUs: Number(endUs),
    requests: Number(requests),
    errors: Number(errors),
    latencies: Number(count),
    p50Ms: Number(p50Ms),
    p95Ms: Number(p95Ms),
    p99Ms: Number(p99Ms),
  };
  const read = { sequence: Number(sequence), atUs: Number(atUs), system, link, window };
  const isSound = microseconds(read.sequence) && microseconds(read.atUs) && Object.values(window).every(number);
  return isSound ? read : undefined;
}
