import { describe, expect, test } from 'vitest';
import { LabApi } from './lab-api.ts';

function openApi(answer: () => Response | Error) {
  const asked: { method: string; path: string; headers: Headers; body: unknown }[] = [];
  let refused = 0;
  const api = new LabApi({
    fetch: async (path, { method = '', headers, body = null }) => {
      asked.push({ method, path, headers: new Headers(headers), body });
      const given = answer();
      if (given instanceof Error) throw given;
      return given;
    },
    token: async () => 'secret',
    onRefused: () => {
      refused += 1;
    },
  });
  return { api, asked, refused: () => refused };
}

const problem = (status: number, document: object) => () => new Response(JSON.stringify(document), { status });

describe('the client of the control API', () => {
  test('sends the token, the document, and ids that cannot leave their place in the path', async () => {
    const { api, asked } = openApi(() => Response.json({}));
    await api.startLoad('a/b', { ratePerSecond: 100 });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/running/a%2Fb/load',
      body: '{"ratePerSecond":100}',
    });
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(asked[0]?.headers.get('content-type')).toBe('application/json');
  });

  test('an action is sent to its system, with what the service shall have', async () => {
    const answer = { status: 200, body: { instance: 'image-1' } };
    const { api, asked } = openApi(() => Response.json(answer));
    expect(await api.act('balancer', 'drain', { parameters: { replica: 'image-1' } })).toEqual(answer);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/systems/balancer/actions/drain',
      body: '{"parameters":{"replica":"image-1"}}',
    });
  });

  test('a request without a document says no media type, which the lab would refuse', async () => {
    const { api, asked } = openApi(() => Response.json({}));
    await api.restart('voting');
    expect(asked[0]?.headers.has('content-type')).toBe(false);
  });

  test('a problem is an error with its detail and its hint', async () => {
    const { api } = openApi(problem(409, { detail: "'voting' is up already", hint: 'end it first', code: 'id-taken' }));
    await expect(api.start({ system: 'voting' })).rejects.toMatchObject({
      message: "'voting' is up already (end it first)",
      code: 'id-taken',
      status: 409,
    });
  });

  test('an answer that is no problem document is told as it is', async () => {
    const { api } = openApi(() => new Response('<html>', { status: 502 }));
    await expect(api.systems()).rejects.toThrow('the lab answered 502: <html>');
  });

  test.each(['{"experiment_info":', '5', '{}', ''])(
    'a report that is %o is damaged, and says of which run',
    async (text) => {
      const { api } = openApi(() => new Response(text));
      await expect(api.report('r-1')).rejects.toMatchObject({
        code: 'report-damaged',
        message: expect.stringContaining('run r-1'),
      });
    },
  );

  test('a refused token is told to the page, a lab that is gone to the caller', async () => {
    const refusing = openApi(problem(401, { detail: 'the lab wants its token', code: 'token-required' }));
    await expect(refusing.api.runs()).rejects.toThrow('the lab wants its token');
    expect(refusing.refused()).toBe(1);
    const gone = openApi(() => new TypeError('fetch failed'));
    await expect(gone.api.runs()).rejects.toMatchObject({ code: 'lab-unreachable', status: 0 });
  });
});
