import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RotationStage } from './testing/rotation-stage.ts';
import type { Admission } from './upstream.ts';

const ids = ['image-1', 'image-2', 'image-3'] as const;
const id = fc.constantFrom(...ids);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('admit' as const), isRepeatable: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      which: fc.nat(),
      outcome: fc.constantFrom('success', 'failure', 'failure', 'cancelled'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('check' as const),
      id,
      health: fc.constantFrom('up', 'down', 'draining'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('drain' as const, 'resume' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 800 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('strategy' as const),
      name: fc.constantFrom('round-robin', 'least-connections', 'two-choices', 'peak-ewma', 'consistent-hashing'),
    }),
  },
);

interface Out {
  readonly admission: Admission;
  readonly sentMs: number;
}

test('whatever happens in whatever order, the rotation keeps its promises', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const stage = new RotationStage();
      const { rotation } = stage;
      const out: Out[] = [];
      const settle = (flight: Out | undefined, outcome: 'success' | 'failure' | 'cancelled') => {
        if (flight !== undefined) rotation.settle(flight.admission, outcome, stage.nowMs - flight.sentMs);
      };
      for (const each of steps) {
        switch (each.kind) {
          case 'admit': {
            rotation.advance();
            const before = new Map(rotation.view().map((replica) => [replica.id, replica]));
            const admission = stage.admit({ isRepeatable: each.isRepeatable });
            if (admission === undefined) {
              expect(rotation.view().every(({ state }) => state === 'draining')).toBe(true);
              break;
            }
            out.push({ admission, sentMs: stage.nowMs });
            const chosen = before.get(admission.upstream.id);
            expect(chosen?.state).not.toBe('draining');
            if (admission.isProbe) {
              expect(each.isRepeatable).toBe(true);
              expect(chosen?.breaker).not.toBe('closed');
              expect(chosen?.health).not.toBe('down');
            } else if (!rotation.panic) {
              expect(chosen?.breaker).toBe('closed');
              expect(chosen?.health).not.toBe('down');
            }
            break;
          }
          case 'settle':
            settle(out.splice(each.which % Math.max(1, out.length), 1)[0], each.outcome);
            break;
          case 'check':
            stage.check(each.id, each.health);
            break;
          case 'drain':
            rotation.drain(each.id);
            break;
          case 'resume':
            rotation.resume(each.id);
            break;
          case 'wait':
            stage.nowMs += each.ms;
            break;
          case 'strategy':
            rotation.useStrategy(each.name);
            break;
          default:
            each satisfies never;
        }
        for (const { id, breaker, health, state, inFlight } of rotation.view()) {
          // A probe of an earlier half-open state may still be out; then its result changes nothing.
          const flying = out.filter(({ admission }) => admission.upstream.id === id);
          expect(inFlight).toBe(flying.length);
          const isIn = state === 'in-rotation' || state === 'slow-start';
          if (isIn) expect([breaker, health === 'down']).toEqual(['closed', false]);
        }
        expect(rotation.panic).toBe(panics(stage));
      }
      for (const flight of out) settle(flight, 'cancelled');
      expect(rotation.view().map(({ inFlight }) => inFlight)).toEqual([0, 0, 0]);
      expectAlternating(stage);
      expectOneProbe(stage);
    }),
    { numRuns: 300 },
  );
});

/** None is left of those that do not drain. */
function panics({ rotation }: RotationStage): boolean {
  const candidates = rotation.view().filter(({ state }) => state !== 'draining');
  return candidates.length > 0 && candidates.every(({ state }) => state === 'down' || state === 'ejected');
}

/** OFF and ON in turns, beginning with OFF. */
function expectAlternating(stage: RotationStage): void {
  for (const id of ids) {
    const told = stage.facts.flatMap((fact) =>
      (fact.type === 'instance-off' || fact.type === 'instance-on') && fact.instance === id ? [fact.type] : [],
    );
    expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'instance-off' : 'instance-on')));
  }
}

/** A breaker opens before it half-opens, and half-opens before it closes (a new process closes it from either). */
function expectOneProbe(stage: RotationStage): void {
  for (const id of ids) {
    let state = 'closed';
    for (const fact of stage.facts) {
      if (!('dependency' in fact) || fact.dependency !== id) continue;
      if (fact.type === 'breaker-opened') {
        expect(state).not.toBe('open');
        state = 'open';
      } else if (fact.type === 'breaker-half-opened') {
        expect(state).toBe('open');
        state = 'half-open';
      } else if (fact.type === 'breaker-closed') {
        expect(state).not.toBe('closed');
        state = 'closed';
      }
    }
  }
}

test('whatever happened, replicas whose health checks pass are all asked again, though nothing asked may be repeated', () => {
  const isRepeatable = fc.boolean();
  const outcome = fc.constantFrom('success', 'failure', 'cancelled');
  const health = fc.option(fc.constantFrom('up', 'down'), { nil: undefined });
  const event = fc.record({ waitMs: fc.integer({ min: 0, max: 800 }), isRepeatable, outcome, id, health });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 100 }), (events) => {
      const stage = new RotationStage();
      for (const { waitMs, isRepeatable, outcome, id, health } of events) {
        stage.nowMs += waitMs;
        if (health !== undefined) stage.check(id, health);
        const admission = stage.admit({ isRepeatable });
        if (admission !== undefined) stage.rotation.settle(admission, outcome, 0);
      }
      for (const id of ids) stage.check(id, 'up');
      const asked = new Set<string>();
      // The longest open time and ejections, then half a second without a probe, then the slow start.
      for (let request = 0; request < 1000; request += 1) {
        stage.nowMs += 50;
        for (const id of stage.answer(1, { isRepeatable: false })) asked.add(id);
      }
      expect(asked).toEqual(new Set(ids));
      expect(stage.rotation.view().map(({ state }) => state)).toEqual(ids.map(() => 'in-rotation'));
    }),
    { numRuns: 100 },
  );
});

test('never is more than one probe out, however many ask', () => {
  const outcome = fc.constantFrom('success', 'failure', 'cancelled');
  const round = fc.record({
    waitMs: fc.integer({ min: 0, max: 3000 }),
    crowd: fc.integer({ min: 1, max: 30 }),
    outcome,
  });
  fc.assert(
    fc.property(fc.array(round, { maxLength: 30 }), (rounds) => {
      const stage = new RotationStage();
      for (const { waitMs, crowd, outcome: result } of rounds) {
        if (stage.rotation.view()[0]?.breaker === 'closed') stage.fail('image-1');
        stage.nowMs += waitMs;
        const admissions = Array.from({ length: crowd }, () => stage.admit());
        const probes = admissions.filter((admission) => admission?.isProbe === true);
        expect(probes.length).toBeLessThanOrEqual(1);
        expect(stage.rotation.view()[0]?.inFlight).toBe(probes.length);
        for (const admission of admissions) {
          if (admission !== undefined) stage.rotation.settle(admission, admission.isProbe ? result : 'success', 0);
        }
      }
    }),
    { numRuns: 200 },
  );
});
