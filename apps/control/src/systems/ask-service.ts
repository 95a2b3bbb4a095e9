import type { Json } from '@temblor/checkers/history/operation';
import { codeOf, messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';

/** How long an answer may take, to its last byte. */
const answerWithinMs = 10_000;

/** How long an answer may be. */
const answerLimitBytes = 1_048_576;

/** What a service answered, whatever its status: a body that is no JSON as text, null where there was none. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: Json;
}

const json = z.json();

/**
 * Sends one request to an instance itself, and reads its answer, bounded in time and length. A redirection is an answer:
 * what is declared of a service says nothing about where that leads.
 *
 * @param instance its id, for the messages, and its address. @param signal gives up with its reason.
 * @throws TemblorError `no-answer`, `answer-too-long`, and the signal's reason.
 */
export async function askService(
  instance: { readonly id: string; readonly url: string },
  request: { readonly method: string; readonly path: string; readonly body: Json | undefined },
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const patience = AbortSignal.timeout(answerWithinMs);
  const { method, body } = request;
  try {
    const response = await fetch(new URL(request.path, instance.url), {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, patience]),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: parseBody(await readBounded(response, instance.id)) };
  } catch (error) {
    if (error instanceof TemblorError) throw error;
    signal.throwIfAborted();
    const why = patience.aborted
      ? `within ${answerWithinMs / 1000} s`
      : `to ${method} ${request.path}: ${reasonOf(error)}`;
    throw new TemblorError('no-answer', `${instance.id} did not answer ${why}`, {
      cause: error,
      exitCode: 75,
      hint: `see what it printed: temblor logs ${instance.id}`,
    });
  }
}

async function readBounded(response: Response, instance: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop cancels the rest of the answer.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerLimitBytes) {
      throw new TemblorError('answer-too-long', `${instance} answered more than ${answerLimitBytes} bytes`, {
        hint: 'an action is for short answers; ask the service itself',
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseBody(text: string): Json {
  if (text === '') return null;
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Fetch says only that it failed; why, its cause knows. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return codeOf(cause) ?? messageOf(cause);
}
