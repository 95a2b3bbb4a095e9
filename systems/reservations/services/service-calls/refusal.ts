import type { Plain } from '@temblor/protocols/saga/saga-types';
import type { CallAnswer } from '../../model/calls.ts';

/** The answer to a call that changes nothing: what happened, to what, and what to do. HTTP makes a problem document of it. */
export function refusal(
  status: number,
  code: string,
  detail: string,
  hint: string,
  members: Readonly<Record<string, Plain>> = {},
): CallAnswer {
  return { status, body: { code, detail, hint, ...members } };
}
