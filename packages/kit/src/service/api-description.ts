import { problemSchema } from './problem.ts';
import type { DescribedRoute } from './service-app.ts';

/**
 * The OpenAPI 3.1 document of a service. It is made when somebody asks for it, and its generator is loaded then: a
 * service that nobody reads about starts sooner and stays smaller.
 */
export async function describeApi(
  info: { title: string; description: string; version: string },
  routes: readonly DescribedRoute[],
): Promise<unknown> {
  const [{ fastify }, { default: swagger }, zodProvider] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
    import('fastify-type-provider-zod'),
  ]);
  const describing = fastify({ exposeHeadRoutes: false });
  describing.setValidatorCompiler(zodProvider.validatorCompiler);
  describing.setSerializerCompiler(zodProvider.serializerCompiler);
  await describing.register(swagger, {
    openapi: { openapi: '3.1.0', info },
    transform: zodProvider.jsonSchemaTransform,
    transformObject: zodProvider.jsonSchemaTransformObject,
  });
  for (const { method, url, schema } of routes) {
    describing.route({ method, url, schema: withProblems(schema), handler: () => undefined });
  }
  await describing.ready();
  const document = describing.swagger();
  await describing.close();
  return document;
}

/** Every route can answer with a problem document; a route without a success answer of its own answers text. */
function withProblems(schema: Record<string, unknown>): Record<string, unknown> {
  const { response } = schema;
  const own = typeof response === 'object' && response !== null ? response : {};
  const content = { 'application/problem+json': { schema: problemSchema } };
  return { ...schema, response: { ...own, '4xx': { description: 'What is wrong, and what to do', content } } };
}
