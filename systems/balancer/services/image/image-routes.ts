import { suggestName } from '@temblor/foundation/text/nearest';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { Scope } from '@temblor/resilience/policy/scope';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { catalogue, originalSize } from './catalogue.ts';
import { namesEntityTag } from './entity-tag-match.ts';
import type { ImageWorks } from './image-works.ts';
import { entityTag, filters, formats, isOriginal, renditionOf } from './rendition.ts';

const length = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `must be a whole number from 1 to ${most}`)
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .optional();

const wish = z.strictObject({
  width: length(originalSize.width).describe(
    'In pixels; alone it keeps the ratio, with a height the image covers both',
  ),
  height: length(originalSize.height).describe('In pixels'),
  format: z.enum(formats).default('jpeg'),
  filter: z.enum(filters).default('none'),
});

const listed = z.object({ id: z.string(), title: z.string(), width: z.int(), height: z.int() });
const identity = z.object({ instance: z.string(), port: z.int() });

/** How long a client may keep an image: they never change, but a minute is enough to see a cache at work. */
const cacheControl = 'public, max-age=60';

/** Adds the routes of an image server. */
export function addImageRoutes(
  app: ServiceApp,
  works: Pick<ImageWorks, 'make'>,
  self: { readonly instance: string; readonly port: number },
): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('x-served-by', self.instance);
    done(null, payload);
  });
  const tags = ['images'];
  const who = { tags, summary: 'Which replica answers', response: { 200: identity } };
  app.get('/whoami', { schema: who }, ({ socket }) => ({
    instance: self.instance,
    port: socket.localPort ?? self.port,
  }));
  const list = catalogue.map(({ id, title }) => ({ id, title, ...originalSize }));
  const all = { tags, summary: 'All images', response: { 200: z.object({ images: z.array(listed) }) } };
  app.get('/images', { schema: all }, () => ({ images: list }));
  const params = z.object({ id: z.string().min(1).max(64) });
  const one = { tags, summary: 'An image, transformed', params, querystring: wish };
  app.get('/images/:id', { schema: one }, async (request, reply) => {
    const { id } = request.params;
    if (!catalogue.some((image) => image.id === id)) throw unknownImage(id);
    const rendition = renditionOf(request.query, originalSize);
    const tag = entityTag(id, rendition);
    const caching = { etag: tag, 'cache-control': cacheControl };
    if (namesEntityTag(request.headers['if-none-match'], tag)) return reply.code(304).headers(caching).send();
    const wanted = isOriginal(rendition, originalSize) ? undefined : rendition;
    const rendering = await works.make(id, wanted, scopeOf(reply));
    switch (rendering.kind) {
      case 'rendered':
        return reply.headers(caching).type(`image/${rendition.format}`).send(rendering.bytes);
      case 'unknown-image':
        throw unknownImage(id);
      case 'overloaded':
        throw overloaded();
      default:
        return rendering satisfies never;
    }
  });
}

/** Cancelled when the client leaves. */
function scopeOf(reply: FastifyReply): Scope {
  const scope = new Scope();
  const left = () => scope.cancel(new ProblemError(499, 'client_left', 'The client left before its turn.'));
  if (reply.raw.destroyed) left();
  else reply.raw.once('close', left);
  return scope;
}

function unknownImage(id: string): ProblemError {
  const ids = catalogue.map((image) => image.id);
  return new ProblemError(404, 'unknown_image', `There is no image '${id}'.`, {
    hint: suggestName(id, ids),
    members: { images: ids },
  });
}

function overloaded(): ProblemError {
  return new ProblemError(503, 'overloaded', 'This replica has as much work waiting as it takes.', {
    hint: 'Ask another replica, or again in a second.',
    headers: { 'retry-after': '1' },
  });
}
