import type { ServiceApp } from '../service/service-app.ts';
import type { SagaHost } from './saga-host.ts';

/** Adds what operators need: `GET /operator/queue` and `POST /operator/queue/:id/retry`. */
export function addOperatorRoutes(_app: ServiceApp, _host: Pick<SagaHost, 'operatorQueue' | 'tryNow'>): void {
  throw new Error('not written yet');
}
