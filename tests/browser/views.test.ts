/** What holds in every view: no violation that axe-core finds, no page that scrolls sideways; and what it looks like. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { expectForEveryone } from './fixtures/everyone.ts';
import { openBrowser } from './fixtures/open-browser.ts';
import { viewsOf } from './fixtures/views.ts';
import { openWatched } from './fixtures/watched-context.ts';

const lab = inject('lab');
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

describe.each(viewsOf(lab))('the view $name', ({ name, address, ready }) => {
  test('is within reach of everyone, and within its width, in light and in dark', async () => {
    const origin = address.startsWith('file:') ? 'file:' : lab.origin;
    await using watched = await openWatched(browser, origin, { colorScheme: 'light', bypassCSP: true });
    const page = await watched.open(address);
    await ready(page);
    await expectForEveryone(page, name);
  });
});
