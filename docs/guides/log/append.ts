/**
 * Appends 100,000 messages to the log, a thousand under way at a time, and goes on where the leader dies meanwhile: each
 * message has a key, and appears once.
 *
 * Usage: ./temblor up log
 *        node docs/guides/log/append.ts [url of each node]        (8001, 8002 and 8003 of this machine where absent)
 */
import { randomUUID } from 'node:crypto';
import { openLogClient } from '@temblor/system-log/client/log-client';

const given = process.argv.slice(2);
const nodes = given.length > 0 ? given : [8001, 8002, 8003].map((port) => `http://127.0.0.1:${port}`);
const messages = 100_000;
const underWay = 1_000;

const outcomes = { appended: 0, repeated: 0, unknown: 0, unavailable: 0, refused: 0 };
let next = 0;

{
  await using client = openLogClient({ nodes });
  const write = async () => {
    while (next < messages) {
      next += 1;
      const outcome = await client.append(`message ${next}`, { key: randomUUID() });
      outcomes[outcome.kind] += 1;
      if (outcome.kind === 'appended' && outcome.repeated) outcomes.repeated += 1;
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: underWay }, write));
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${Math.round(messages / seconds).toLocaleString('en')} messages a second`);
}
console.log(outcomes);
