/** One HTTP answer, with its body as text cut at 1 MB; status 0 where none came in time. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Asks a URL once. Never throws: no answer is an answer here. */
export async function ask(url: string, timeoutMs: number, signal: AbortSignal): Promise<Answered> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    const text = await response.text();
    return { status: response.status, text: text.slice(0, 1_000_000) };
  } catch {
    return { status: 0, text: '' };
  }
}
