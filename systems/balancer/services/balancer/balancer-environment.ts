/** What the balancer takes from its environment. */
import { suggestName } from '@temblor/foundation/text/nearest';
import { isLoopback } from '@temblor/kit/http/own-machine';
import { plantedBug, serviceEnvironment } from '@temblor/kit/service/environment';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { isStrategyName, strategyNames } from './pages/page-schemas.ts';
import type { Upstream } from './replicas/upstream.ts';

const milliseconds = z.coerce.number().int().min(1).max(60_000);
const count = z.coerce.number().int().min(1).max(100);

const strategyName = z.string().transform((name, context) => {
  if (isStrategyName(name)) return name;
  const message = `no strategy is named '${name}': ${suggestName(name, strategyNames)}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const weightList = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(
    z.array(
      z
        .number('must be numbers separated by commas, such as 1,1,2')
        .positive('a weight must be greater than 0: leave a replica out of IMAGE_URLS, or drain it, to send it nothing')
        .max(1000, 'a weight may be at most 1000'),
    ),
  );

/** The addresses of the replicas in their order: image-1, image-2 … */
const imageUrls = z
  .string('must name at least one replica, such as http://127.0.0.1:8001')
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(
    z
      .array(
        z
          .url({ error: 'must be of the form http://host:port', abort: true })
          .refine(
            isBare,
            'must be of the form http://host:port, without a path: replicas are asked for what clients ask',
          )
          .refine((text) => new URL(text).port !== '0', 'must have a port of its own: nobody listens on port 0'),
      )
      .min(1, 'must name at least one replica, such as http://127.0.0.1:8001'),
  )
  .superRefine((urls, context) => {
    const twice = urls.find((text, index) => urls.findIndex((other) => isSameAddress(text, other)) < index);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `${twice} is named twice` });
  });

/** Its schema; the lab gives `IMAGE_URLS`, `PORT` and `INSTANCE_ID`, and everything else has a default. */
export const balancerEnvironment = serviceEnvironment
  .extend({
    IMAGE_URLS: imageUrls,
    STRATEGY: strategyName.default('least-connections'),
    /** One for each replica; absent: all alike. */
    WEIGHTS: weightList.optional(),
    HEALTH_INTERVAL_MS: milliseconds.default(50),
    HEALTH_TIMEOUT_MS: milliseconds.default(100),
    HEALTH_FAILURES: count.default(2),
    HEALTH_PASSES: count.default(2),
    HEDGE: z.enum(['on', 'off']).default('on'),
    PLANTED_BUG: plantedBug(plantedBugs),
  })
  .superRefine(({ IMAGE_URLS, WEIGHTS }, context) => {
    if (WEIGHTS === undefined || WEIGHTS.length === IMAGE_URLS.length) return;
    const message = `${WEIGHTS.length} weights are given for ${IMAGE_URLS.length} replicas`;
    context.addIssue({ code: 'custom', path: ['WEIGHTS'], message });
  })
  .superRefine(({ IMAGE_URLS, PORT }, context) => {
    const own = IMAGE_URLS.find((text) => isLoopback(new URL(text).hostname) && portOf(text) === PORT);
    const message = `${own} is the balancer's own address: it would pass every request to itself`;
    if (own !== undefined) context.addIssue({ code: 'custom', path: ['IMAGE_URLS'], message });
  });
/** What `readEnvironment` makes of it. */
export type BalancerEnvironment = z.infer<typeof balancerEnvironment>;

/** The replicas, named as the lab names them: by number where there are several. */
export function upstreamsOf({ IMAGE_URLS, WEIGHTS }: BalancerEnvironment): (Upstream & { readonly weight: number })[] {
  return IMAGE_URLS.map((text, index) => {
    const { hostname } = new URL(text);
    return {
      id: IMAGE_URLS.length === 1 ? 'image' : `image-${index + 1}`,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: portOf(text),
      weight: WEIGHTS?.[index] ?? 1,
    };
  });
}

function isSameAddress(one: string, other: string): boolean {
  return new URL(one).host === new URL(other).host;
}

function isBare(text: string): boolean {
  const { protocol, pathname, search, username } = new URL(text);
  return protocol === 'http:' && pathname === '/' && search === '' && username === '';
}

function portOf(url: string): number {
  const { port } = new URL(url);
  return port === '' ? 80 : Number(port);
}
