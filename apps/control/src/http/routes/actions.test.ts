import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openTestLab } from '../../testing/open-test-lab.fixture.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A lab with the shop up, whose instances are all one server that notes what it is asked. */
async function openShop(answer: Answer = (_request, response) => response.end('{"done":true}')) {
  const opened = new AsyncDisposableStack();
  const lab = opened.use(await openTestLab());
  const asked: string[] = [];
  const server = opened.use(
    createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${await text(request)}`.trim());
      answer(request, response);
    }),
  );
  server.listen(0, '127.0.0.1');
  opened.defer(() => server.closeAllConnections());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const id of ['front', 'store-1', 'store-2', 'store-3']) {
    lab.world.urls.set(id, `http://127.0.0.1:${port}/`);
  }
  await lab.call('POST', '/running', { system: 'shop' });
  const act = (action: string, body?: unknown) => lab.call('POST', `/systems/shop/actions/${action}`, body);
  return { lab, asked, act, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

describe('an action of a system', () => {
  test('is the declared request, with the placeholders of its path filled and without a body of its own', async () => {
    await using shop = await openShop();
    const answer = { status: 200, body: { done: true } };
    expect(await shop.act('drain', { parameters: { store: 'store-1' } })).toEqual({ status: 200, body: answer });
    expect(await shop.act('stock', { parameters: { product: 'PROD-1' } })).toEqual({ status: 200, body: answer });
    expect(shop.asked).toEqual(['POST /stores/store-1/drain', 'GET /stock?of=PROD-1']);
  });

  test('passes on the rest of the body; all of it where the path has no placeholders', async () => {
    await using shop = await openShop();
    await shop.act('drain', { parameters: { store: 'store-1' }, withinMs: 5 });
    await shop.act('price', { parameters: { euros: 3 } });
    await shop.act('price', [1, 2]);
    await shop.act('price');
    await shop.act('price', {});
    await shop.act('prices', {});
    expect(shop.asked).toEqual([
      'POST /stores/store-1/drain {"withinMs":5}',
      'PUT /price {"parameters":{"euros":3}}',
      'PUT /price [1,2]',
      'PUT /price',
      'PUT /price {}',
      'GET /prices',
    ]);
  });

  test('answers what the service answered, whatever its status: text where it is no JSON, null where it is empty', async () => {
    const answers = [
      { status: 503, body: 'not now' },
      { status: 204, body: '' },
      { status: 302, body: '"elsewhere"' },
    ];
    await using shop = await openShop((_request, response) => {
      const { status, body } = answers.shift() ?? { status: 500, body: '' };
      response.writeHead(status, status === 302 ? { location: '/price' } : {}).end(body);
    });
    expect((await shop.act('price')).body).toEqual({ status: 503, body: 'not now' });
    expect((await shop.act('price')).body).toEqual({ status: 204, body: null });
    expect((await shop.act('price')).body).toEqual({ status: 302, body: 'elsewhere' });
  });

  test('asks the first instance that is ready', async () => {
    await using shop = await openShop();
    shop.lab.world.urls.set('store-1', 'http://127.0.0.1:1');
    shop.lab.world.down.add('store-1');
    expect(await shop.act('price')).toMatchObject({ status: 200 });
    for (const id of ['store-2', 'store-3']) shop.lab.world.down.add(id);
    expect(await shop.act('price')).toMatchObject({
      status: 409,
      body: { code: 'service-not-ready', detail: expect.stringContaining('store-1 is down') },
    });
  });

  test('is listed in the status, with its title and what it wants', async () => {
    await using shop = await openShop();
    const { body } = await shop.lab.call('GET', '/status');
    expect(body).toMatchObject({
      systems: [
        {
          actions: [
            { name: 'stock', title: 'What is left', parameters: ['product'] },
            { name: 'price', title: 'Another price', parameters: [] },
            { name: 'prices', title: 'All prices', parameters: [] },
            { name: 'drain', title: 'Let a store finish', parameters: ['store'] },
          ],
        },
      ],
    });
  });

  test('is described with its body and its answer', async () => {
    await using shop = await openShop();
    const { body } = await shop.lab.call('GET', '/openapi.json');
    expect(body).toMatchObject({
      paths: { '/systems/{system}/actions/{action}': { post: { requestBody: {}, responses: { 200: {} } } } },
    });
  });
});

describe('an action is refused', () => {
  test.each<[string, string, unknown, number, string]>([
    ['that is not declared, with those that are', 'prize', undefined, 404, "did you mean 'price'?"],
    ['that is a property of every object', 'constructor', undefined, 404, 'known: stock, price, prices, drain'],
    ['whose path leads elsewhere', 'drain', { parameters: { store: '../..' } }, 400, "'store' is not fit for a path"],
    ['that lacks a parameter', 'drain', { withinMs: 5 }, 400, "wants a value for 'store'"],
    ['whose parameters are none', 'drain', { parameters: 'store-1' }, 400, "'parameters' is no object"],
    ['that would send a body with a GET', 'stock', { parameters: { product: 'a' }, more: 1 }, 400, 'has no body'],
    ['that is too long', 'price', 'x'.repeat(70_000), 413, '64 kB'],
  ])('%s', async (_what, action, body, status, words) => {
    await using shop = await openShop();
    const refused = await shop.act(action, body);
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).toContain(words);
    expect(shop.asked).toEqual([]);
  });

  test('of a system that starts or is not up', async () => {
    await using lab = await openTestLab();
    const act = () => lab.call('POST', '/systems/shop/actions/price');
    expect(await act()).toMatchObject({ status: 404, body: { code: 'system-not-up' } });
    const gate = Promise.withResolvers<void>();
    lab.world.startGate = gate.promise;
    const starting = lab.call('POST', '/running', { system: 'shop' });
    await expect.poll(act).toMatchObject({ status: 409, body: { code: 'system-not-ready' } });
    gate.resolve();
    await starting;
  });

  test('without the token', async () => {
    await using shop = await openShop();
    const { status } = await fetch(`${shop.lab.lab.url}/systems/shop/actions/price`, { method: 'POST' });
    expect(status).toBe(401);
    expect(shop.asked).toEqual([]);
  });
});

describe('an action that gets no proper answer', () => {
  test('is told so, where the service breaks off or is not there', async () => {
    await using shop = await openShop((_request, response) => response.destroy());
    expect(await shop.act('price')).toMatchObject({ status: 503, body: { code: 'no-answer' } });
    for (const id of ['store-1', 'store-2', 'store-3']) shop.lab.world.urls.set(id, 'http://127.0.0.1:1');
    expect(await shop.act('price')).toMatchObject({ body: { detail: expect.stringContaining('PUT /price') } });
  });

  test('is given up where the answer does not end', async () => {
    const ended = Promise.withResolvers<void>();
    await using shop = await openShop((_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(65_536, 'x')), 1);
      response.on('close', () => {
        clearInterval(timer);
        ended.resolve();
      });
    });
    expect(await shop.act('price')).toMatchObject({ status: 503, body: { code: 'answer-too-long' } });
    await ended.promise;
  });

  test('is given up where the system is stopped meanwhile', async () => {
    const reached = Promise.withResolvers<void>();
    await using shop = await openShop(() => reached.resolve());
    const acting = shop.act('price');
    await reached.promise;
    await shop.lab.call('DELETE', '/running/shop');
    expect(await acting).toMatchObject({ status: 409, body: { code: 'system-stopping' } });
  });
});
