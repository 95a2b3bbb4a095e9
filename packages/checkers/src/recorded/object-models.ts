/** Judges recorded histories by the models. */
import { linesOfFile, timesOfFile } from '../linearizability/explain.ts';
import type { SequentialModel } from '../linearizability/model.ts';
import type { TimedOperation } from '../linearizability/timed-operation.ts';
import { judgeLinearizability } from '../linearizability/verdict.ts';
import { keyValue } from '../models/key-value.ts';
import { log } from '../models/log.ts';
import { queue } from '../models/queue.ts';
import { register } from '../models/register.ts';
import { set, setByElement } from '../models/set.ts';
import { HistoryReader } from './history-reader.ts';
import type { RecordedModel } from './judgement.ts';
import { invalidHistory } from './judgement.ts';
import type { RecordedOperation } from './recorded-history.ts';
import type { Meaning } from './vocabulary.ts';
import { keyValueMeaning, logMeaning, queueMeaning, registerMeaning, setMeaning } from './vocabulary.ts';

/** The models of objects, by which histories are judged. */
export const objectModels: readonly RecordedModel[] = [
  {
    name: 'register',
    summary: 'read, write, cas [from to]; several with a key',
    open: judgeBy(() => register, registerMeaning),
  },
  {
    name: 'key-value',
    summary: 'get, put, append, cas [from to] of texts, each with a key',
    open: judgeBy(() => keyValue, keyValueMeaning),
  },
  {
    name: 'set',
    summary: 'add, remove, contains, read of all elements',
    open: judgeBy(
      (operations) => (operations.some(({ input }) => input.kind === 'read') ? set : setByElement),
      setMeaning,
    ),
  },
  { name: 'queue', summary: 'enqueue, dequeue; null where it is empty', open: judgeBy(() => queue, queueMeaning) },
  {
    name: 'log',
    summary: 'append, answered with its position; read of a position',
    open: judgeBy(() => log, logMeaning),
  },
];

/** The name of the check in results. */
const check = 'linearizability';

function judgeBy<State, Input, Output>(
  choose: (operations: readonly TimedOperation<Input, Output>[]) => SequentialModel<State, Input, Output>,
  meaningOf: (operation: RecordedOperation) => Meaning<Input, Output>,
): RecordedModel['open'] {
  return (file, bounds) => {
    const reader = new HistoryReader(file);
    return {
      push: (text) => reader.push(text),
      finish: () => {
        const { operations: recorded, hasTimes } = reader.finish();
        const operations = translate(recorded, hasTimes, meaningOf, file);
        const wording = hasTimes ? timesOfFile(lengthOf(operations)) : linesOfFile;
        return {
          ...judgeLinearizability(check, choose(operations), operations, wording, bounds),
          operations: operations.length,
        };
      },
    };
  };
}

/** From the first invocation to whatever happened last, in microseconds. */
function lengthOf(operations: readonly TimedOperation<unknown, unknown>[]): number {
  const us = operations.flatMap(({ invokedUs, completedUs }) => [invokedUs, completedUs]).filter(Number.isFinite);
  const [first = 0] = us;
  return us.reduce((latest, moment) => Math.max(latest, moment), first) - first;
}

function translate<Input, Output>(
  recorded: readonly RecordedOperation[],
  hasTimes: boolean,
  meaningOf: (operation: RecordedOperation) => Meaning<Input, Output>,
  file: string,
): TimedOperation<Input, Output>[] {
  const operations: TimedOperation<Input, Output>[] = [];
  for (const operation of recorded) {
    const meaning = meaningOf(operation);
    if (meaning === 'never') continue;
    if ('wrong' in meaning) {
      throw invalidHistory(
        file,
        operation.line,
        meaning.wrong,
        'docs/guides/checking-histories.md has the operations of each model; temblor help check has the models',
      );
    }
    const { process, invokedUs, completedUs } = operation;
    const line = hasTimes ? operation.line : undefined;
    operations.push({ process, ...meaning, invokedUs, completedUs, line });
  }
  return operations;
}
