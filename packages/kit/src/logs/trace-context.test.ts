import { describe, expect, test } from 'vitest';
import { continueTrace, formatTraceparent } from './trace-context.ts';

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('trace context', () => {
  test('a request goes on in the trace of its caller, as a span of its own', () => {
    const trace = continueTrace(given);
    expect(trace).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      sampled: true,
    });
    expect(trace.spanId).toMatch(/^[\da-f]{16}$/);
    expect(formatTraceparent(trace)).toBe(`00-${trace.traceId}-${trace.spanId}-01`);
  });

  test('the decision not to sample is passed on', () => {
    expect(formatTraceparent(continueTrace(given.replace(/01$/, '00')))).toMatch(/-00$/);
  });

  test.each([
    undefined,
    '',
    'nonsense',
    given.toUpperCase(),
    given.replace('00-', 'ff-'),
    `${given}-more`,
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  ])('a header that is not valid begins a new trace: %s', (header) => {
    const trace = continueTrace(header);
    expect(trace.parentSpanId).toBeUndefined();
    expect(trace.traceId).toMatch(/^[\da-f]{32}$/);
    expect(trace.traceId).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  test('a header of a later version is understood as far as it goes', () => {
    expect(continueTrace(`01${given.slice(2)}-extra`).traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
