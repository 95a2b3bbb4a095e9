import type { Check, Json, Operation } from 'temblor';

/**
 * No acknowledged write is lost: what a key holds in the end was written to it, and no later write to it was
 * acknowledged. A write whose outcome is unknown may be there or not.
 */
export const newestWritesAreKept: Check = async ({ history, observe }) => {
  const check = 'newest writes are kept';
  const writes = history.filter(({ name, outcome }) => name === 'write' && outcome !== 'failed');
  const keys = [...new Set(writes.map((write) => field(write.input, 'key')))].map(String);
  const violations: string[] = [];
  for (const key of keys) {
    const ofKey = writes.filter((write) => field(write.input, 'key') === key);
    const { status, body } = await observe('front', `/values/${key}`);
    if (status !== 200) {
      if (ofKey.some(({ outcome }) => outcome === 'ok'))
        violations.push(`${key} was written and cannot be read: ${status}`);
      continue;
    }
    const held = ofKey.find((write) => field(write.input, 'value') === field(body, 'value'));
    if (held === undefined) violations.push(`${key} holds a value that was never written to it`);
    else if (ofKey.some((write) => isAcknowledgedAfter(write, held))) {
      violations.push(`${key} holds an older value than the last that was acknowledged`);
    }
  }
  const verdict = keys.length === 0 ? 'inconclusive' : violations.length === 0 ? 'passed' : 'failed';
  return { check, verdict, summary: `${writes.length} writes to ${keys.length} keys compared`, violations };
};

function isAcknowledgedAfter(write: Operation, held: Operation): boolean {
  return write.outcome === 'ok' && write.invokedUs > held.completedUs;
}

function field(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
}
