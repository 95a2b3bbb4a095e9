import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { describe, expect, test } from 'vitest';
import { openTestLab, shop } from '../../testing/open-test-lab.fixture.ts';

describe('runs over the API', () => {
  test('a run gets a folder and a system of its own, and both ends are orderly when it is aborted', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    const started = await test.call('POST', '/runs', { system: 'shop' });
    expect(started).toMatchObject({ status: 202, body: { on: 'shop-2', experiment: 'faults' } });
    const { run } = started.body as { run: string };
    await expect
      .poll(async () => (await test.call('GET', `/runs/${run}`)).body)
      .toMatchObject({ state: { kind: 'running' } });
    expect((await test.call('GET', '/runs')).body).toMatchObject({
      runs: [{ run, verdict: null, state: { kind: 'running', on: 'shop-2' } }],
    });
    expect(await test.call('DELETE', `/runs/${run}`)).toMatchObject({
      body: { state: { kind: 'finished', verdict: 'inconclusive' } },
    });
    expect(test.world.calls).toContain('start shop-2 ports=auto');
    expect(test.world.calls).toContain('stop shop-2: the run is over');
    expect((await test.call('GET', '/runs')).body).toMatchObject({
      runs: [{ run, verdict: null, state: { kind: 'broken-off' } }],
    });
    const reportFile = join(test.folder, 'runs', run, 'report.json');
    writeFileSync(reportFile, '{"verdict":"passed"}');
    expect((await test.call('GET', '/runs')).body).toMatchObject({
      runs: [{ verdict: null, state: { kind: 'damaged' } }],
    });
    expect(await test.call('GET', `/runs/${run}/report`)).toMatchObject({ body: { code: 'report-damaged' } });
    writeFileSync(reportFile, JSON.stringify({ ...sampleReport(), verdict: 'passed' }));
    expect((await test.call('GET', '/runs')).body).toMatchObject({
      runs: [{ run, verdict: 'passed', state: { kind: 'finished' } }],
    });
  });

  test('how long is waited is told in whole milliseconds', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    const { body } = await test.call('POST', '/runs', { system: 'shop' });
    const { run } = body as { run: string };
    const fault = { kind: 'pause', target: { instance: 'front' } };
    for (const waitMs of ['0.5', '-1', '1e9', 'long']) {
      expect(await test.call('GET', `/runs/${run}?waitMs=${waitMs}`), waitMs).toMatchObject({ status: 400 });
      const injected = await test.call('POST', `/running/shop/faults?waitMs=${waitMs}`, fault);
      expect(injected, waitMs).toMatchObject({ status: 400, body: { detail: expect.stringContaining('waitMs') } });
    }
  });

  test('names that do not exist are refused before anything starts', async () => {
    await using test = await openTestLab();
    expect(await test.call('POST', '/runs', { system: 'shop', experiment: 'fault' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-experiment', hint: expect.stringContaining("'faults'") },
    });
    expect(await test.call('POST', '/runs', { system: 'shop', phases: ['crsh'] })).toMatchObject({
      status: 404,
      body: { code: 'unknown-phase', hint: expect.stringContaining("'crash'") },
    });
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop' })).toMatchObject({ status: 404 });
    expect(test.world.calls).toEqual([]);
  });

  test('a run does not start on a system that is under load, and leaves no folder', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    await test.call('POST', '/running/shop/load', { durationMs: 60_000 });
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop' })).toMatchObject({
      body: { code: 'system-in-use', hint: 'end the load first: temblor load shop --stop' },
    });
    expect((await test.call('GET', '/runs')).body).toMatchObject({ runs: [] });
    await test.call('DELETE', '/running/shop/load');
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop' })).toMatchObject({ status: 202 });
  });

  test('an experiment of a system that runs in its own way does not run on one that was started otherwise', async () => {
    const faults = shop.experiments.faults;
    if (faults === undefined) throw new Error('the shop has lost its experiment');
    const safe = { ...faults, environment: { MODE: 'safe' } };
    await using test = await openTestLab({ systems: [{ ...shop, experiments: { safe } }] });
    await test.call('POST', '/running', { system: 'shop' });
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop' })).toMatchObject({
      body: {
        code: 'other-environment',
        detail: expect.stringContaining('MODE=safe'),
        hint: 'run it on a system of its own',
      },
    });
    await test.call('POST', '/running', { system: 'shop', id: 'shop-safe', environment: { MODE: 'safe' } });
    expect((await test.call('GET', '/systems')).body).toMatchObject({
      systems: [
        {
          running: ['shop', 'shop-safe'],
          experiments: [{ name: 'safe', environment: { MODE: 'safe' }, runsOn: ['shop-safe'] }],
        },
      ],
    });
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop-safe' })).toMatchObject({ status: 202 });
  });

  test('ending the system under a run ends the run first', async () => {
    await using test = await openTestLab();
    await test.call('POST', '/running', { system: 'shop' });
    const started = await test.call('POST', '/runs', { system: 'shop', on: 'shop' });
    expect(started).toMatchObject({ status: 202, body: { on: 'shop' } });
    const inUse = { body: { code: 'system-in-use', hint: 'wait for it to end' } };
    expect(await test.call('POST', '/running/shop/load', {})).toMatchObject(inUse);
    expect(await test.call('POST', '/runs', { system: 'shop', on: 'shop' })).toMatchObject(inUse);
  });
});
