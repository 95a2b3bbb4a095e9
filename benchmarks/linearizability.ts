/**
 * How long it takes to decide histories: those of a register like the public ones that were recorded against etcd, those of
 * a key-value store with fifty clients, and those that a simulator checks by the thousand. No peer is in the same run: the
 * known checkers are programs of other languages.
 *
 * Usage: npm run bench:linearizability                          (about 10 s)
 *        node benchmarks/linearizability.ts [rounds]
 *        node benchmarks/linearizability.ts [rounds] <folder>   decides a folder of registers with its labels.json, too
 *
 * Generated histories are of a correct object, and of one with a bug; both are shown, because what has no order must be
 * searched to the end. Where one has none, the search for a small counterexample is measured apart. Figures are the median
 * of the rounds, with the least and the greatest, processor time of the thread.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { checkLinearizability } from '@temblor/checkers/linearizability/check';
import { recordHistory } from '@temblor/checkers/linearizability/history.fixture';
import type { SequentialModel } from '@temblor/checkers/linearizability/model';
import type { TimedOperation } from '@temblor/checkers/linearizability/timed-operation';
import { keyValue } from '@temblor/checkers/models/key-value';
import type { KeyValueInput, KeyValueOutput } from '@temblor/checkers/models/key-value-words';
import type { RegisterInput, RegisterOutput } from '@temblor/checkers/models/register';
import { register } from '@temblor/checkers/models/register';
import { objectModels } from '@temblor/checkers/recorded/object-models';
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';

/** @param isWrong answers every fifteenth read with the value before the last. */
function registerClients(isWrong: boolean) {
  const values = new Map<string, string[]>();
  let reads = 0;
  return (input: RegisterInput): RegisterOutput => {
    const held = values.get(input.key ?? '') ?? ['null'];
    values.set(input.key ?? '', held);
    const current = held.at(-1) ?? 'null';
    if (input.kind === 'read') {
      reads += 1;
      return { kind: 'value', value: isWrong && reads % 15 === 0 ? (held.at(-2) ?? current) : current };
    }
    if (input.kind === 'cas' && input.from !== current) return { kind: 'differed' };
    held.push(input.kind === 'cas' ? input.to : input.value);
    return { kind: input.kind === 'cas' ? 'swapped' : 'done' };
  };
}

function drawRegister(keys: readonly string[]) {
  return (random: Random): RegisterInput => {
    const key = random.pick(keys);
    const value = () => `${random.integer(0, 4)}`;
    return random.pick<RegisterInput>([
      { key, kind: 'read' },
      { key, kind: 'write', value: value() },
      { key, kind: 'cas', from: value(), to: value() },
    ]);
  };
}

function registerHistory(seed: number, operations: number, keys: readonly string[], isWrong: boolean) {
  const clients = { clients: 5, operations, unknownPerMille: 70, draw: drawRegister(keys) };
  return recordHistory({ ...clients, perform: registerClients(isWrong) }, seededRandom(seed));
}

/** @param isWrong loses every hundredth append. */
function keyValueHistory(seed: number, isWrong: boolean): TimedOperation<KeyValueInput, KeyValueOutput>[] {
  type Drawn = Exclude<KeyValueInput, { readonly kind: 'cas' }>;
  const held = new Map<string, string>();
  let appends = 0;
  const draw = (random: Random, index: number): Drawn => {
    const key = `${random.integer(0, 9)}`;
    const value = `${index};`;
    return random.pick<Drawn>([
      { kind: 'get', key },
      { kind: 'get', key },
      { kind: 'append', key, value },
      { kind: 'append', key, value },
      { kind: 'put', key, value },
    ]);
  };
  const perform = (input: Drawn): KeyValueOutput => {
    const before = held.get(input.key) ?? '';
    if (input.kind === 'get') return { kind: 'value', value: before };
    if (input.kind === 'append') appends += 1;
    if (input.kind === 'put') held.set(input.key, input.value);
    else if (!isWrong || appends % 100 !== 0) held.set(input.key, before + input.value);
    return { kind: 'done' };
  };
  return recordHistory({ clients: 50, operations: 2000, unknownPerMille: 0, draw, perform }, seededRandom(seed));
}

/** Decides histories, and prints how long all of them took, and how many had an order. */
function measure<State, Input, Output>(
  question: string,
  model: SequentialModel<State, Input, Output>,
  histories: readonly (readonly TimedOperation<Input, Output>[])[],
  rounds: number,
  minimise: boolean,
): void {
  const kinds = { linearizable: 0, 'not-linearizable': 0, undecided: 0 };
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.threadCpuUsage();
    for (const history of histories) kinds[checkLinearizability(model, history, { minimise }).kind] += 1;
    const { user, system } = process.threadCpuUsage(before);
    took.push((user + system) / 1000);
  }
  took.sort((left, right) => left - right);
  const [least = 0] = took;
  const median = took[Math.floor(took.length / 2)] ?? 0;
  const times = `${median.toFixed(0)} ms (${least.toFixed(0)} to ${(took.at(-1) ?? 0).toFixed(0)})`;
  const found = Object.entries(kinds).map(([kind, count]) => `${count / rounds} ${kind}`);
  console.log(`${question.padEnd(58)} ${times.padEnd(26)} ${found.join(', ')}`);
}

function measureGenerated(rounds: number): void {
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);
  for (const isWrong of [false, true]) {
    const of = isWrong ? 'with a bug' : 'correct';
    const single = seeds.map((seed) => registerHistory(seed, 85, ['x'], isWrong));
    measure(`100 registers of 85 operations, ${of}`, register, single, rounds, false);
    if (isWrong) measure('  the same, with counterexamples', register, single, rounds, true);
    const several = seeds.map((seed) => registerHistory(seed, 300, ['x', 'y', 'z'], isWrong));
    measure(`100 times 300 operations on three registers, ${of}`, register, several, rounds, false);
    const many = [keyValueHistory(1, isWrong)];
    measure(`key-value, 50 clients, 10 keys, 2,000 operations, ${of}`, keyValue, many, rounds, isWrong);
  }
}

/** Reads and decides every history that a folder has a label for. */
function decideFolder(folder: string): void {
  const labels: unknown = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
  const expected = new Map(Object.entries(labels ?? {}));
  const model = objectModels.find(({ name }) => name === 'register');
  const before = performance.now();
  const wrong = [...expected].filter(([file, label]) => {
    const judge = model?.open(file, {});
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) judge?.push(line);
    const verdict = judge?.finish().result.verdict;
    return verdict !== (label === 'linearizable' ? 'passed' : 'failed');
  });
  const tookMs = (performance.now() - before).toFixed(0);
  console.log(
    `\n${folder}: ${expected.size - wrong.length} of ${expected.size} decided right, read and told in ${tookMs} ms`,
  );
  for (const [file, label] of wrong) console.log(`  wrong: ${file}, which is ${label}`);
}

const [rounds = '5', folder] = process.argv.slice(2);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
console.log(`${rounds} rounds; the median (least to greatest)\n`);
measureGenerated(Number(rounds));
if (folder !== undefined) decideFolder(folder);
console.log(
  '\ngoals: a key-value history of 50 clients ≤ 1,000 ms; the 102 public histories of etcd, all right, ≤ 2,000 ms',
);
