/** Failures as RFC 9457 problem documents: what happened, to what, and what to do. Never a stack trace. */
import { diskFailure } from '@temblor/foundation/errors/disk-failure';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Problem } from '../api/schemas.ts';

/** The media type of such documents. */
export const problemContentType = 'application/problem+json; charset=utf-8';

/** The document of an expected failure, or of a defect (whose details stay in the lab's log). */
export function toProblem(error: unknown): Problem {
  const expected = error instanceof TemblorError ? error : diskFailure(error);
  if (expected !== undefined) {
    const { code, message, hint, exitCode } = expected;
    return document(statusOf(expected), code, message, hint, exitCode);
  }
  const refused = requestRefusal(error);
  if (refused !== undefined) return refused;
  return document(500, 'internal', `a defect of the lab: ${messageOf(error)}`, 'the lab printed the details', 70);
}

/** A problem document from its parts. */
export function document(
  status: number,
  code: string,
  detail: string,
  hint: string | undefined,
  exitCode: number,
): Problem {
  const title = titles[status] ?? 'Error';
  const base = { type: 'about:blank' as const, title, status, detail, code, exitCode };
  return hint === undefined ? base : { ...base, hint };
}

/** The error that a problem document was made of, for a client to throw. */
export function fromProblem(problem: Problem): TemblorError {
  const { exitCode, hint } = problem;
  return new TemblorError(problem.code, problem.detail, hint === undefined ? { exitCode } : { exitCode, hint });
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

function statusOf(error: TemblorError): number {
  if (/^(unknown-.*|system-not-up|no-report)$/.test(error.code)) return 404;
  if (error.exitCode === 64 || error.exitCode === 78) return 400;
  if (/-(taken|running|in-use|not-ready|stopping|damaged)$/.test(error.code)) return 409;
  return error.code === 'disk-full' ? 507 : 503;
}

/** What Fastify refuses before a handler sees it: malformed JSON, a body too large, an unknown media type. */
function requestRefusal(error: unknown): Problem | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  return document(statusCode, 'bad-request', messageOf(error), requestHints[statusCode], 64);
}

const requestHints: Readonly<Record<number, string>> = {
  400: 'send one JSON document as /openapi.json describes it',
  413: 'a body may have at most 64 kB',
  415: 'send the body as application/json',
};
