/** A service that adds a row for every POST, over a pool that is kept, and answers how many there are. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openDatabase } from '@temblor/kit/database/open-database';
import { readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { sql } from 'kysely';
import { z } from 'zod';

const environmentSchema = serviceEnvironment.extend({ DATABASE_URL: z.string(), ARCHIVE_URL: z.string() });

function build({ app, resources }: ServiceParts, url: string): void {
  const database = resources.use(
    openDatabase<object>({ url, maxConnections: 2, applicationName: 'counting', onError: () => undefined }),
  );
  app.post('/', async () => {
    await sql`CREATE TABLE IF NOT EXISTS counted (id int GENERATED ALWAYS AS IDENTITY)`.execute(database.executor);
    await sql`INSERT INTO counted DEFAULT VALUES`.execute(database.executor);
    const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM counted`.execute(
      database.executor,
    );
    return rows[0];
  });
}

await runService(() => {
  const environment = readEnvironment(process.env, environmentSchema);
  return {
    ...{ name: 'counting', title: 'Counting', description: 'Counts.', environment, clock: monotonicClock },
    build: (parts) => build(parts, environment.DATABASE_URL),
  };
});
