/** What is read off a run of the diary. */
import type { Recovered } from '@temblor/protocols/port/protocol';
import type { DiaryTypes, Seen } from './diary.ts';

/** Hellos that one node heard of another within a time. */
export function heard(seen: readonly Seen[], from: number, to: number, sinceUs: number, untilUs: number): number[] {
  return seen.flatMap((output) =>
    output.kind === 'heard' &&
    output.from === from &&
    output.node === to &&
    output.atUs >= sinceUs &&
    output.atUs < untilUs
      ? [output.hello]
      : [],
  );
}

/** What a node found on its disk at each of its starts. */
export function starts(seen: readonly Seen[], node: number): Recovered<DiaryTypes>[] {
  return seen.flatMap((output) => (output.kind === 'started' && output.node === node ? [output.recovered] : []));
}

/** When a node's alarm went off. */
export function alarms(seen: readonly Seen[], node: number): number[] {
  return seen.flatMap((output) => (output.kind === 'alarm' && output.node === node ? [output.atUs] : []));
}
