/** W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/#traceparent-header */
import { randomBytes } from 'node:crypto';

/** Where a piece of work stands in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits, the same in every service that a request passes through. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this piece of work. */
  readonly spanId: string;
  /** The span that caused this one; absent at the root of a trace. */
  readonly parentSpanId: string | undefined;
  readonly sampled: boolean;
}

const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * A new span for a request that was received: the child of its `traceparent` header, or the root of a new trace where
 * the header is absent or not valid (the standard asks to ignore it then).
 */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const parsed = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  const spanId = randomHex(8);
  if (parsed === undefined) return { traceId: randomHex(16), spanId, parentSpanId: undefined, sampled: true };
  return { traceId: parsed.traceId, spanId, parentSpanId: parsed.spanId, sampled: parsed.sampled };
}

/** The `traceparent` header to send with a request that this piece of work causes. */
export function formatTraceparent(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}

function parseTraceparent(header: string): { traceId: string; spanId: string; sampled: boolean } | undefined {
  const [, version, traceId, spanId, flags, rest] = pattern.exec(header) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function randomHex(sizeBytes: number): string {
  return randomBytes(sizeBytes).toString('hex');
}
