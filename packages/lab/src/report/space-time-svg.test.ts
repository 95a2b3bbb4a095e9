import { describe, expect, test } from 'vitest';
import type { Happening } from '../measure/space-time/happening.ts';
import { layOutSpaceTime } from '../measure/space-time/layout.ts';
import { renderSpaceTimeSvg } from './space-time-svg.ts';

const nasty = '</text><script>alert(1)</script> "&\u0000';
const message = { kind: 'message', from: 'node-1', to: 'node-2', sentUs: 1, atUs: 2, label: nasty } as const;
const happenings: readonly Happening[] = [
  { ...message, lost: null },
  { ...message, sentUs: 3, atUs: 3, lost: nasty },
  { kind: 'mark', row: 'node-2', atUs: 2, what: 'noted', text: nasty },
  { kind: 'span', rows: ['node-1'], atUs: 1, endUs: 9, isLifted: true, fault: nasty, target: nasty },
  { kind: 'violation', rows: ['node-1'], atUs: 8, check: nasty, text: nasty, evidence: [] },
];

describe('a diagram', () => {
  const svg = renderSpaceTimeSvg(layOutSpaceTime(happenings), nasty, nasty);

  test('lets no text out of its element', () => {
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
    for (const name of ['text', 'title', 'desc', 'svg', 'rect']) {
      const opened = svg.match(new RegExp(`<${name}[ >]`, 'g'))?.length;
      expect(svg.match(new RegExp(`</${name}>`, 'g'))?.length).toBe(opened);
    }
  });

  test('says in words what it shows, for who cannot see it', () => {
    expect(svg).toContain('role="img" aria-labelledby="title description"');
    expect(svg).toContain('<desc id="description">');
    for (const number of [1, 2, 3, 4, 5]) expect(svg).toContain(`text-anchor="end">${number}</tspan>`);
  });

  test('holds no number that is none', () => expect(svg).not.toMatch(/NaN|Infinity|undefined/));
});
