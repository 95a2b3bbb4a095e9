/** The worker thread that owns the sockets of all link proxies: it only passes requests on to the engine. */
import { parentPort } from 'node:worker_threads';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import { ProxyEngine } from './proxy-engine.ts';
import type { NumberedRequest, WorkerMessage, WorkerRequest } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file is started as a worker thread, by open-link-proxies.ts');

const post = (message: WorkerMessage): void => port.postMessage(message);
const engine = new ProxyEngine(monotonicClock.nowUs, (event) => post({ type: 'event', event }));

async function perform(request: WorkerRequest): Promise<number> {
  switch (request.type) {
    case 'open':
      return engine.open(request.link, request.target);
    case 'close':
      await engine.close(request.link);
      return 0;
    case 'apply':
      return engine.apply(request.fault, request.effect, request.links, request.options);
    case 'lift':
      engine.lift(request.fault);
      return 0;
    case 'dispose':
      await engine.dispose();
      return 0;
    default:
      return request satisfies never;
  }
}

port.on('message', ({ number, request }: NumberedRequest) => {
  perform(request).then(
    (value) => post({ type: 'done', number, value }),
    (error: unknown) => {
      post({ type: 'failed', number, code: codeOf(error) ?? 'link-failed', message: messageOf(error) });
    },
  );
});
