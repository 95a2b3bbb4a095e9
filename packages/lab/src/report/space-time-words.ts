import type { Happening } from '../measure/space-time/happening.ts';

/** A happening in words, without its moment: `node-5 → node-3: heartbeat, lost (partition)`. */
export function describeHappening(happening: Happening): string {
  switch (happening.kind) {
    case 'message': {
      const { from, to, label, lost, sentUs, atUs } = happening;
      const when = atUs === sentUs ? '' : ` at ${formatMoment(atUs)}`;
      return `${from} → ${to}: ${label}${lost === null ? '' : `, lost${when} (${lost})`}`;
    }
    case 'mark':
      return `${happening.row} ${happening.what === 'noted' ? happening.text : markWords[happening.what]}`;
    case 'span': {
      const { fault, target, atUs, endUs, isLifted } = happening;
      const length = isLifted ? `for ${formatMoment(endUs - atUs)}` : 'until the end';
      return `${fault}${target === '' ? '' : ` on ${target}`}, ${length}`;
    }
    case 'violation':
      return `${happening.check} is broken: ${happening.text}`;
    default:
      return happening satisfies never;
  }
}

const markWords = { started: 'starts again', stopped: 'stops' } as const;

/** A moment of virtual time, or a length of it, to the millisecond: `12.345 s`. */
export function formatMoment(us: number): string {
  return `${(us / 1e6).toFixed(3)} s`;
}
