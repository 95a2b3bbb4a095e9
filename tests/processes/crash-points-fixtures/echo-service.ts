/** A service with crash points that answers with what it is asked for. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openCrashPoints } from '@temblor/kit/crash-points/crash-point-routes';
import { readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import { z } from 'zod';

await runService(() => {
  const environment = readEnvironment(process.env, serviceEnvironment);
  return {
    ...{ name: 'echo', title: 'Echo', description: 'Answers with what it is asked for', environment },
    clock: monotonicClock,
    build: (parts) => {
      openCrashPoints(parts, environment);
      parts.app.get('/echo/:id', { schema: { params: z.object({ id: z.string() }) } }, ({ params }) => params);
    },
  };
});
