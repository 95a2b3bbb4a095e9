import { describe, expect, test } from 'vitest';
import { SagaScene } from './testing/saga-scene.ts';

describe('a host that stands still for longer than its lease', () => {
  test('finds its next write refused, and lets go of the saga', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    const two = scene.open('two');
    scene.serviceWhim = ({ step }) => (step === 1 ? 'hang' : 'answer');
    scene.begin('trip', one, 'one', 30_000);
    await scene.time.settle();
    one.gate.pause();
    scene.serviceWhim = () => 'answer';
    await scene.time.advance(6000);
    expect(scene.row('trip')).toMatchObject({ owner: 'two', phase: 'completed' });
    const known = scene.services.calls.length;
    const version = scene.row('trip').version;
    one.gate.resume();
    await scene.time.advance(6000);
    expect(scene.services.calls).toHaveLength(known);
    expect(scene.row('trip')).toMatchObject({ owner: 'two', version });
    expect([...one.host.running(), ...two.host.running()]).toEqual([]);
    expect(scene.written('trip')).toEqual({ trips: 1, refusals: 0 });
  });

  test.each(['completed', 'compensated'] as const)(
    'begins no further step of a saga that another has %s meanwhile, and says nothing of it',
    async (phase) => {
      await using scene = new SagaScene();
      const one = scene.open('one');
      scene.open('two');
      scene.begin('trip', one, 'one', phase === 'completed' ? 30_000 : 3000);
      // Its first call is answered while it stands still: it learns of that when it goes on.
      one.gate.pause();
      await scene.time.advance(10_000);
      expect(scene.row('trip')).toMatchObject({ owner: 'two', phase });
      const [calls, changes] = [scene.services.calls.length, one.changes.length];
      const decided = one.host.decided('trip', { timeoutMs: 20_000 });
      one.gate.resume();
      await scene.time.advance(2000);
      expect(scene.services.calls).toHaveLength(calls);
      expect(one.changes.slice(changes).map(({ kind }) => kind)).not.toContain('advanced');
      expect(await decided).toMatchObject({ phase });
      expect([...one.host.running()]).toEqual([]);
    },
  );

  test('learns the outcome from whoever took its saga up', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.open('two');
    scene.serviceWhim = ({ step, action }) => (action === 'do' && step === 0 ? 'hang' : 'answer');
    scene.begin('trip', one, 'one', 30_000);
    const decided = one.host.decided('trip', { timeoutMs: 20_000 });
    await scene.time.settle();
    one.gate.pause();
    scene.serviceWhim = () => 'answer';
    await scene.time.advance(8000);
    one.gate.resume();
    await scene.time.advance(2000);
    expect(await decided).toMatchObject({ phase: 'completed' });
  });

  test('is not noticed by the planted bug, which lets both go on', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one', { withoutLease: true });
    const two = scene.open('two', { withoutLease: true });
    scene.serviceWhim = ({ step }) => (step === 1 ? 'hang' : 'answer');
    scene.begin('trip', one, 'one', 30_000);
    await scene.time.advance(4000);
    expect(two.changes[0]?.kind).toBe('taken-up');
    expect(scene.services.calls.filter((call) => call === 'undo 1').length).toBeGreaterThan(1);
  });
});
