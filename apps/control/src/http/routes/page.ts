import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { buildDashboardCommand } from '../../runs/run-folder.ts';
import type { ControlApp } from '../control-app.ts';
import type { PageFiles } from '../page-files.ts';
import { document, problemContentType } from '../problem.ts';

/**
 * What the page may do: run its own script and talk to its own lab. `unsafe-inline` is for styles alone, which charts and
 * lists of thousands of rows set on their elements.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

const notBuilt = `The dashboard of this lab is not built. End the lab, build it, then start the lab again:

  ${buildDashboardCommand}
`;

/** The page: its files need no token, since they are the same for everyone; what it shows does. */
export function addPageRoutes(app: ControlApp, files: PageFiles): void {
  app.get(
    '/',
    { config: { opensTo: 'page' }, schema: { summary: 'The dashboard', security: [] } },
    (_request, reply) => {
      secure(reply).header('cache-control', 'no-store');
      if (files.index === null) return reply.code(404).type('text/plain; charset=utf-8').send(notBuilt);
      return reply.type(files.index.type).send(files.index.content);
    },
  );

  app.get(
    '/assets/:file',
    {
      config: { opensTo: 'page' },
      schema: {
        summary: 'A file of the dashboard',
        security: [],
        params: z.object({ file: z.string() }),
        headers: z.looseObject({ 'if-none-match': z.string().optional() }),
      },
    },
    (request, reply) => {
      const file = files.assets.get(request.params.file);
      if (file === undefined) {
        const problem = document(404, 'unknown-path', `the dashboard has no such file`, 'open / instead', 64);
        return secure(reply).code(404).type(problemContentType).send(JSON.stringify(problem));
      }
      secure(reply).header('cache-control', 'no-cache').header('etag', file.etag);
      if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
      return reply.type(file.type).send(file.content);
    },
  );
}

function secure(reply: FastifyReply): FastifyReply {
  return reply.headers(securityHeaders);
}
