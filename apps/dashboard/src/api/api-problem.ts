/** A request that the lab refused, or that did not reach it. */
import type { Problem } from '@temblor/control/api/schemas';

/** Its message says what happened and what to do; it is the lab's own, in English. */
export class ApiProblem extends Error {
  /** Stable name of the failure; `lab-unreachable` where no answer came. */
  readonly code: string;
  /** The status of HTTP; 0 where no answer came. */
  readonly status: number;

  constructor(code: string, status: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
  }
}

/** The problem that an answer tells of (RFC 9457), or the answer itself where it is none. */
export function problemOf(status: number, text: string): ApiProblem {
  const document = parse(text);
  if (document === undefined)
    return new ApiProblem('no-problem', status, `the lab answered ${status}: ${text.slice(0, 200)}`);
  const hint = document.hint === undefined ? '' : ` (${document.hint})`;
  return new ApiProblem(document.code, status, `${document.detail}${hint}`);
}

function parse(text: string): Pick<Problem, 'code' | 'detail' | 'hint'> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('detail' in value) || !('code' in value)) return undefined;
  const hint = 'hint' in value && typeof value.hint === 'string' ? { hint: value.hint } : {};
  return { code: String(value.code), detail: String(value.detail), ...hint };
}
