import { suggestName } from '@temblor/foundation/text/nearest';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';
import type { InventoryReplica } from './inventory-replica.ts';
import type { StockVersion } from './versioned-stock.ts';

const offset = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number, 0 or more')
  .transform(Number)
  .optional()
  .describe('The version after this event instead of the latest');

const query = z.strictObject({ offset });
const stock = z.object({ instance_id: z.string(), offset: z.int(), items: z.record(z.string(), z.int()) });
const product = z.object({ instance_id: z.string(), offset: z.int(), product_id: z.string(), quantity: z.int() });

/** What the routes ask of a replica. */
type Versions = Pick<InventoryReplica, 'version'>;

/** Adds the routes of an inventory replica. */
export function addInventoryRoutes(app: ServiceApp, replica: Versions, instance: string): void {
  const tags = ['inventory'];
  const whole = { tags, summary: 'All quantities at one offset', querystring: query, response: { 200: stock } };
  app.get('/inventory', { schema: whole }, async (request) => {
    const version = await versionOf(replica, request.query.offset);
    return { instance_id: instance, offset: version.offset, items: { ...version.items } };
  });
  const params = z.object({ product_id: z.string().min(1).max(64) });
  const single = { tags, summary: 'The quantity of a product', params, querystring: query, response: { 200: product } };
  app.get('/inventory/:product_id', { schema: single }, async (request) => {
    const { product_id } = request.params;
    const version = await versionOf(replica, request.query.offset);
    const quantity = Object.hasOwn(version.items, product_id) ? version.items[product_id] : undefined;
    if (quantity === undefined) {
      const hint = suggestName(product_id, Object.keys(version.items));
      throw new ProblemError(404, 'unknown_product', `There is no product '${product_id}'.`, { hint });
    }
    return { instance_id: instance, offset: version.offset, product_id, quantity };
  });
}

async function versionOf(replica: Versions, wanted: number | undefined): Promise<StockVersion> {
  const lookup = await replica.version(wanted);
  switch (lookup.kind) {
    case 'found':
      return lookup.version;
    case 'catching-up':
      throw new ProblemError(
        503,
        'catching_up',
        'This replica has not yet applied what was published before it began.',
        {
          hint: 'Ask another replica, or wait until /health answers 200.',
          headers: { 'retry-after': '1' },
        },
      );
    case 'gone':
      throw new ProblemError(410, 'version_gone', `The version at offset ${wanted} is no longer kept.`, {
        hint: `The oldest one kept is at offset ${lookup.oldestOffset}.`,
        members: { oldest_offset: lookup.oldestOffset },
      });
    case 'ahead':
      throw new ProblemError(409, 'offset_not_reached', `This replica has applied ${lookup.currentOffset} events.`, {
        hint: `Ask again for offset ${wanted} in a moment, or for one up to ${lookup.currentOffset} now.`,
        headers: { 'retry-after': '1' },
        members: { offset: lookup.currentOffset },
      });
    default:
      return lookup satisfies never;
  }
}
