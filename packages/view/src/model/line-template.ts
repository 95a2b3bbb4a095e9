/** How the lab writes the lines of windows, byte by byte: what is written in any other way is read as JSON. */
import type { ExpectedText } from './expected-text.ts';
import { expectedText } from './expected-text.ts';
import type { MeasuredWindow } from './measured-window.ts';

/**
 * A text that must stand in a line, and what follows it: a number or a text that is kept, or that is only looked at. What is
 * kept comes in the order in which rows of windows have it. `named number`: a number that is kept as a text.
 */
export interface Part {
  readonly before: ExpectedText;
  readonly follows:
    | 'number'
    | 'text'
    | 'any number'
    | 'any text'
    | 'named number'
    | 'counts'
    | 'outcomes'
    | 'rows'
    | 'nothing';
}

/** The lines of one type, after their head. */
export interface LineTemplate {
  readonly type: MeasuredWindow['type'];
  readonly begin: ExpectedText;
  readonly parts: readonly Part[];
}

function part(before: string, follows: Part['follows'] = 'nothing'): Part {
  return { before: expectedText(before), follows };
}

/** How each of them begins. */
export const lineHead: readonly Part[] = [
  part('{"sequence":', 'number'),
  part(',"atUs":', 'number'),
  part(',"system":"', 'text'),
];

function ofType(type: MeasuredWindow['type']): Pick<LineTemplate, 'type' | 'begin'> {
  return { type, begin: expectedText(`","type":"${type}",`) };
}

function latencies(follows: 'number' | 'any number'): readonly Part[] {
  return [
    part('{"count":', follows),
    part(',"meanMs":', 'any number'),
    part(',"p50Ms":', follows),
    part(',"p95Ms":', follows),
    part(',"p99Ms":', follows),
    part(',"maxMs":', 'any number'),
    part('}'),
  ];
}

/** The commonest first. */
export const lineTemplates: readonly LineTemplate[] = [
  {
    ...ofType('link-window'),
    parts: [
      part('"link":"', 'text'),
      part('","startUs":', 'number'),
      part(',"endUs":', 'number'),
      part(',"connections":', 'any number'),
      part(',"requests":', 'number'),
      part(',"errors":', 'number'),
      part(',"bytesForward":', 'any number'),
      part(',"bytesBack":', 'any number'),
      part(',"latency":'),
      ...latencies('number'),
      part('}'),
    ],
  },
  {
    ...ofType('request-window'),
    parts: [part('"instance":"', 'text'), part('","rows":', 'rows'), part('}')],
  },
  {
    ...ofType('load-window'),
    parts: [
      part('"startUs":', 'number'),
      part(',"endUs":', 'number'),
      part(',"intended":', 'any number'),
      part(',"sent":', 'any number'),
      part(',"ok":', 'number'),
      part(',"failed":', 'number'),
      part(',"unknown":', 'number'),
      part(',"byStatus":', 'counts'),
      part(',"byName":', 'outcomes'),
      part(',"corrected":'),
      ...latencies('number'),
      part(',"uncorrected":'),
      ...latencies('any number'),
      part(',"correctedHistogram":"', 'any text'),
      part('","uncorrectedHistogram":"', 'any text'),
      part('","maxLagMs":', 'any number'),
      part('}'),
    ],
  },
];

/** One of the `rows` of a window of requests. */
export const requestRow: readonly Part[] = [
  part('{"endpoint":"', 'text'),
  part('","method":"', 'text'),
  part('","status":', 'named number'),
  part(',"count":', 'number'),
  part(',"meanMs":', 'number'),
  part(',"maxMs":', 'number'),
  part('}'),
];

/** One of the `outcomes` of a window of load. */
export const outcomesOfOne: readonly Part[] = [
  part('{"ok":', 'any number'),
  part(',"failed":', 'any number'),
  part(',"unknown":', 'any number'),
  part('}'),
];
