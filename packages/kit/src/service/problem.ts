/** Errors as `application/problem+json` (RFC 9457), saying what to do and never showing a stack trace. */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { FastifyError, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DatabaseFailure } from '../database/database-failure.ts';

/** The body of every answer that is an error. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('A URI reference that identifies the kind of problem'),
    title: z.string(),
    status: z.number().int(),
    /** What happened, to what. */
    detail: z.string(),
    /** Stable name of the failure, for programs. */
    code: z.string(),
    /** What to do about it. */
    hint: z.string().optional(),
    /** The fields of the request that are wrong. */
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
type Problem = z.infer<typeof problemSchema>;

/** An answer other than success that a handler throws: it becomes a problem document with its status. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Headers of the answer, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: {
      hint?: string;
      headers?: Record<string, string>;
      members?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProblemError';
    this.status = status;
    this.code = code;
    this.hint = options.hint;
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A problem document. */
export function problem(status: number, code: string, detail: string, hint?: string): Problem {
  const document = { type: `urn:temblor:problem:${code}`, title: titles[status] ?? 'Error', status, detail, code };
  return hint === undefined ? document : { ...document, hint };
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  return reply
    .code(document.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(document);
}

/** The problem document of whatever a handler, a hook or Fastify itself threw; anything unforeseen is a bare 500. */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof ProblemError) {
    const document = { ...problem(error.status, error.code, error.message, error.hint), ...error.members };
    return { document, headers: error.headers };
  }
  if (hasZodFastifySchemaValidationErrors(error)) return { document: invalidRequest(error), headers: {} };
  if (error instanceof DatabaseFailure) return databaseProblem(error);
  if (error instanceof StoreFailure) return storeProblem(error);
  if (error instanceof TemblorError) {
    return { document: problem(503, error.code, error.message, error.hint), headers: {} };
  }
  const known = isFastifyError(error) ? fastifyProblem(error) : undefined;
  return { document: known ?? unforeseen(), headers: {} };
}

interface ProblemAnswer {
  readonly document: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** 503 where nothing was changed, 504 where nobody knows: a client must not take the second for a failure. */
function databaseProblem(failure: DatabaseFailure): ProblemAnswer {
  if (failure.outcome === 'unknown') return outcomeUnknown();
  switch (failure.kind) {
    case 'unavailable':
    case 'connection-lost':
    case 'timed-out':
    case 'conflict':
      return nothingChanged();
    case 'unique-violation':
    case 'constraint-violation':
    case 'rejected':
      return { document: unforeseen(), headers: {} };
    default:
      return failure.kind satisfies never;
  }
}

function storeProblem(failure: StoreFailure): ProblemAnswer {
  return failure.outcome === 'unknown' ? outcomeUnknown() : nothingChanged();
}

function outcomeUnknown(): ProblemAnswer {
  const detail = 'The database did not say whether the request took effect.';
  const document = problem(504, 'outcome_unknown', detail, 'Repeat it with the same Idempotency-Key.');
  return { document, headers: { 'retry-after': '1' } };
}

function nothingChanged(): ProblemAnswer {
  const detail = 'The database could not be used; nothing was changed.';
  const document = problem(503, 'database_unavailable', detail, 'Repeat the request in a second.');
  return { document, headers: { 'retry-after': '1' } };
}

function unforeseen(): Problem {
  const detail = 'The service failed in a way that it did not foresee.';
  return problem(500, 'internal_error', detail, 'Look for this trace id in the service log.');
}

function invalidRequest(error: FastifyError): Problem {
  const context = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body');
  const errors = (error.validation ?? []).map((issue) => ({
    field: [context, ...issue.instancePath.split('/').filter((part) => part !== '')].join('.'),
    message: issue.message ?? 'is not valid',
  }));
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const status = context === 'body' ? 422 : 400;
  return {
    ...problem(status, 'invalid_request', detail, 'Correct the named fields; /openapi.json describes them.'),
    errors,
  };
}

function fastifyProblem(error: FastifyError): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem(413, 'body_too_large', 'The body is larger than 64 kB.', 'Send less in one request.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem(415, 'unsupported_media_type', 'The body is not JSON.', 'Send content-type: application/json.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problem(400, 'malformed_json', 'The body is empty.', 'Send a JSON document, or no content-type.');
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return problem(400, 'malformed_json', 'The body is not valid JSON.', 'Correct the JSON document.');
    case 'FST_ERR_BAD_URL':
      return problem(400, 'malformed_url', 'The path is not a valid URL path.', 'Percent-encode it as UTF-8.');
    default:
      break;
  }
  const status = error.statusCode ?? 500;
  if (error instanceof SyntaxError && status === 400) {
    return problem(400, 'malformed_json', 'The body is not valid JSON.', 'Correct the JSON document.');
  }
  return status < 500 ? problem(status, 'bad_request', error.message) : undefined;
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error;
}
