import { describe, expect, test } from 'vitest';
import { SagaScene } from './testing/saga-scene.ts';

describe('a saga that is driven by one host', () => {
  test('goes through its steps, and writes its local rows with the pivot', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.begin('trip', one, 'one');
    const decided = await one.host.decided('trip', { timeoutMs: 1000 });
    expect(decided?.phase).toBe('committed');
    await scene.time.settle();
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'do 3']);
    expect(scene.row('trip')).toMatchObject({ phase: 'completed', open: false });
    expect(scene.written('trip')).toEqual({ trips: 1, refusals: 0 });
    expect(one.changes.map(({ kind, saga }) => `${kind} ${saga.phase}`)).toEqual([
      'accepted forward',
      'advanced forward',
      'recorded committed',
      'recorded completed',
    ]);
    expect([...one.host.running()]).toEqual([]);
    expect(one.troubles).toEqual([]);
  });

  test('that is refused undoes what was done, last first, and writes its local rows with its end', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.serviceWhim = ({ step, action }) => (step === 1 && action === 'do' ? 'refuse' : 'answer');
    scene.begin('trip', one, 'one');
    const decided = await one.host.decided('trip', { timeoutMs: 1000 });
    expect(decided).toMatchObject({ phase: 'compensated', reason: { code: 'whim' } });
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'undo 0']);
    expect(scene.services.effects.get('trip/0')).toBe('undone');
    expect(scene.written('trip')).toEqual({ trips: 0, refusals: 1 });
  });

  test('never makes a call of which the store does not know', async () => {
    await using scene = new SagaScene();
    const known = { do: ['doing', 'planned'], query: ['unknown'], undo: ['undoing'] };
    const checked: string[] = [];
    const one = scene.open('one', {
      call: (saga, call) => {
        expect(known[call.action]).toContain(scene.row(saga.id).saga.steps[call.step]?.kind);
        checked.push(call.action);
        return scene.services.call(saga, call);
      },
    });
    scene.serviceWhim = ({ step, action }) => {
      if (action !== 'do') return 'answer';
      return step === 0 ? 'lost-answer' : 'lost-request';
    };
    let writes = 0;
    scene.storeWhim = () => {
      writes += 1;
      return writes % 3 === 0 ? 'refuse' : 'commit';
    };
    scene.begin('trip', one, 'one');
    await scene.time.advance(20_000);
    expect(new Set(checked)).toEqual(new Set(['do', 'query', 'undo']));
    expect(scene.row('trip').open).toBe(false);
  });

  test.each(['throw', 'hang'] as const)('takes a call for unknown that does nothing but %s', async (whim) => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.serviceWhim = ({ step, action }) => (step === 1 && action === 'do' ? whim : 'answer');
    scene.begin('trip', one, 'one');
    await scene.time.advance(2000);
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'undo 1', 'undo 0']);
    expect(scene.services.effects.get('trip/1')).toBe('void');
  });

  test('aborts a call that goes on after its time-out', async () => {
    await using scene = new SagaScene();
    let given: AbortSignal | undefined;
    const one = scene.open('one', {
      call: async (_saga, { action }, signal) => {
        given ??= signal;
        return action === 'do' ? new Promise(() => undefined) : { kind: 'done', result: null };
      },
    });
    scene.begin('trip', one, 'one');
    await scene.time.advance(1000);
    expect(given?.aborted).toBe(false);
    await scene.time.advance(500);
    expect(given?.aborted).toBe(true);
  });

  test('learns from the store what became of its pivot where nobody told, and does not write it twice', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.storeWhim = (name) =>
      name === 'record saga' && scene.services.calls.at(-1) === 'do 1' ? 'lost-answer' : 'commit';
    scene.begin('trip', one, 'one');
    const decided = await one.host.decided('trip', { timeoutMs: 1000 });
    expect(decided?.phase).toBe('committed');
    await scene.time.settle();
    expect(scene.written('trip')).toEqual({ trips: 1, refusals: 0 });
    expect(scene.row('trip')).toMatchObject({ open: false, epoch: 2 });
  });

  test('asks after its first step where nobody told whether its record was written, and calls the others again', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    let isLost = false;
    scene.storeWhim = (name) => {
      if (name !== 'record saga' || isLost) return 'commit';
      isLost = true;
      return 'lost-request';
    };
    scene.begin('trip', one, 'one');
    await scene.time.settle();
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'query 0', 'do 1', 'do 3']);
    expect(scene.written('trip')).toEqual({ trips: 1, refusals: 0 });
  });

  test('goes back where its pivot cannot be written, three times', async () => {
    await using scene = new SagaScene();
    let tries = 0;
    const one = scene.open('one', {
      localWorkFor: (saga) => {
        if (saga.phase === 'compensated') return undefined;
        tries += 1;
        throw new Error('no such trip');
      },
    });
    scene.begin('trip', one, 'one');
    await scene.time.advance(2000);
    expect(tries).toBe(3);
    expect(one.troubles).toHaveLength(3);
    expect(scene.row('trip')).toMatchObject({ phase: 'compensated', saga: { reason: { detail: 'no such trip' } } });
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'undo 1', 'undo 0']);
  });
});

describe('the outcome of a saga', () => {
  test('is known to every host over the same store', async () => {
    await using scene = new SagaScene();
    const [one, two] = [scene.open('one'), scene.open('two')];
    const { saga, hold } = scene.accept('trip', 'one');
    const decided = two.host.decided('trip', { timeoutMs: 2000 });
    await scene.time.advance(500);
    one.host.adopt(saga, hold);
    await scene.time.advance(400);
    expect(await decided).toMatchObject({ id: 'trip', phase: 'completed' });
    expect(scene.services.calls).toEqual(['do 0', 'do 1', 'do 3']);
  });

  test('is waited for no longer than its caller likes', async () => {
    await using scene = new SagaScene();
    const [one, two] = [scene.open('one'), scene.open('two')];
    scene.serviceWhim = () => 'hang';
    scene.begin('trip', one, 'one', 60_000);
    const ended: unknown[] = [];
    for (const { host } of [one, two]) {
      void host.decided('trip', { timeoutMs: 700 }).then((saga) => ended.push([scene.time.nowMs() - 1_000_000, saga]));
    }
    await scene.time.advance(699);
    expect(ended).toEqual([]);
    await scene.time.advance(1);
    expect(ended).toEqual([
      [700, undefined],
      [700, undefined],
    ]);
    const leaving = new AbortController();
    const left = one.host.decided('trip', { timeoutMs: 700, signal: leaving.signal });
    leaving.abort(new Error('the client has gone'));
    await expect(left).rejects.toThrow('the client has gone');
  });

  test('is waited for while the store fails', async () => {
    await using scene = new SagaScene();
    const two = scene.open('two');
    scene.storeWhim = () => 'refuse';
    const decided = two.host.decided('trip', { timeoutMs: 5000 });
    await scene.time.advance(1000);
    scene.storeWhim = () => 'commit';
    const one = scene.open('one');
    scene.begin('trip', one, 'one');
    await scene.time.advance(1000);
    expect(await decided).toMatchObject({ phase: 'completed' });
  });
});

describe('a host that closes', () => {
  test('begins nothing any more, gives up its calls, and leaves no timer', async () => {
    await using scene = new SagaScene();
    let given: AbortSignal | undefined;
    const one = scene.open('one', {
      call: (_saga, _call, signal) => {
        given = signal;
        return new Promise(() => undefined);
      },
    });
    scene.begin('trip', one, 'one');
    const decided = one.host.decided('trip', { timeoutMs: 5000 });
    await scene.time.settle();
    await one.host[Symbol.asyncDispose]();
    expect(given?.aborted).toBe(true);
    expect(await decided).toBeUndefined();
    expect(scene.time.pendingTimers).toBe(0);
    const { saga, hold } = scene.accept('too late', 'one');
    one.host.adopt(saga, hold);
    await scene.time.advance(1000);
    expect(scene.row('trip').version).toBe(1);
    expect(scene.row('too late').version).toBe(1);
  });

  test('waits for the write that is under way, and begins nothing after it', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.begin('trip', one, 'one');
    let isClosed = false;
    one.gate.pause();
    const closing = one.host[Symbol.asyncDispose]().then(() => {
      isClosed = true;
    });
    await scene.time.settle();
    expect(isClosed).toBe(false);
    one.gate.resume();
    await closing;
    expect(scene.services.calls).toEqual(['do 0']);
  });
});

describe('a saga whose undoing keeps failing', () => {
  test('is shown to an operator at any host, and tried at once where it is driven', async () => {
    await using scene = new SagaScene();
    const [one, two] = [scene.open('one'), scene.open('two')];
    let works = false;
    scene.serviceWhim = ({ step, action }) => {
      if (action === 'undo') return works ? 'answer' : 'fail';
      return step === 1 ? 'refuse' : 'answer';
    };
    scene.begin('trip', one, 'one');
    expect(await one.host.operatorQueue()).toEqual([]);
    await scene.time.advance(20_000);
    const [item] = await two.host.operatorQueue();
    expect(item).toMatchObject({ owner: 'one', saga: { id: 'trip', phase: 'backward' } });
    works = true;
    expect(await two.host.tryNow('trip')).toEqual({ kind: 'elsewhere', owner: 'one' });
    expect(await two.host.tryNow('no trip')).toEqual({ kind: 'not-found' });
    expect(await one.host.tryNow('trip')).toEqual({ kind: 'trying' });
    await scene.time.settle();
    expect(scene.row('trip')).toMatchObject({ phase: 'compensated', needs_operator: false });
    expect(await one.host.tryNow('trip')).toEqual({ kind: 'not-waiting' });
    expect(await one.host.operatorQueue()).toEqual([]);
  });
});
