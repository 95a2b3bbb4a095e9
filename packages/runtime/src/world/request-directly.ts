import type { Json } from '@temblor/checkers/history/operation';
import { z } from 'zod';

const answerTimeoutMs = 5000;
const json = z.json();

/**
 * Asks an instance itself, past every proxy, or whatever stands at a base URL. No answer is an answer here: status 0 and a null body.
 * A body that is no JSON is given as a string.
 */
export async function requestDirectly(
  baseUrl: string,
  method: string,
  path: string,
  body?: Json,
): Promise<{ status: number; body: Json }> {
  try {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      signal: AbortSignal.timeout(answerTimeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: parseBody(await response.text()) };
  } catch {
    return { status: 0, body: null };
  }
}

function parseBody(text: string): Json {
  if (text === '') return null;
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
