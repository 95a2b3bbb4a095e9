/** One health check of an instance, asked directly, past every proxy. */
import { get } from 'node:http';

export interface HealthCheck {
  readonly port: number;
  readonly path: string;
  /** The status that means ready. */
  readonly status: number;
}

const answerWithinMs = 1000;

/** @returns whether it passed; every failure to connect or to answer in a second is a check not passed. */
export function passesHealthCheck(check: HealthCheck, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      {
        host: '127.0.0.1',
        port: check.port,
        path: check.path,
        agent: false, // a connection of its own: the next check may meet another process
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      },
      (response) => {
        resolve(response.statusCode === check.status);
        response.on('error', () => {}); // the rest of the answer does not matter
        response.destroy();
      },
    );
    request.on('error', () => resolve(false));
  });
}
