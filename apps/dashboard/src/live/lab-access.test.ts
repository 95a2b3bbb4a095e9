import { describe, expect, test } from 'vitest';
import type { TokenAnswer } from './lab-access.ts';
import { LabAccess } from './lab-access.ts';

const good = 'g'.repeat(43);
const bogus = 'b'.repeat(43);

/** @param answers what the lab says, by token, one answer an attempt. */
function accessWith(answers: Record<string, TokenAnswer[]>, kept: string | null = null) {
  const accepted: string[] = [];
  const told: string[] = [];
  const access = new LabAccess(
    {
      ask: async (token) => answers[token]?.shift() ?? 'refused',
      wait: async () => undefined,
      onAccepted: (token) => accepted.push(token),
      onNoAnswer: () => told.push('no answer'),
    },
    kept,
  );
  return { access, accepted, told };
}

describe('LabAccess', () => {
  test('uses a token that the lab accepts', async () => {
    const { access, accepted } = accessWith({ [good]: ['accepted'] });
    expect(await access.offer(good)).toBe(true);
    expect(access.token).toBe(good);
    expect(accepted).toEqual([good]);
  });

  test('a token that the lab refuses changes nothing', async () => {
    const { access, accepted } = accessWith({ [bogus]: ['refused'] }, good);
    expect(await access.offer(bogus)).toBe(false);
    expect(access.token).toBe(good);
    expect(accepted).toEqual([]);
  });

  test('asks again while the lab does not answer', async () => {
    const { access, told } = accessWith({ [good]: ['no-answer', 'no-answer', 'accepted'] });
    expect(await access.offer(good)).toBe(true);
    expect(told).toHaveLength(2);
  });

  test('a later offer takes the place of an earlier one', async () => {
    const { access, accepted } = accessWith({ [bogus]: ['accepted'], [good]: ['accepted'] });
    const [first, second] = await Promise.all([access.offer(bogus), access.offer(good)]);
    expect([first, second]).toEqual([null, true]);
    expect(accepted).toEqual([good]);
  });
});
