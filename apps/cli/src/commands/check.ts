import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { svgDiagram } from '@temblor/checkers/linearizability/svg-diagram';
import { factModels } from '@temblor/checkers/recorded/fact-lines';
import type { Judgement, RecordedModel } from '@temblor/checkers/recorded/judgement';
import { objectModels } from '@temblor/checkers/recorded/object-models';
import { codeOf, messageOf, TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { wholeNumber } from '../input/option-types.ts';
import type { CheckView } from '../views/check-view.ts';
import { renderJudgement, renderVerdict, wrap } from '../views/check-view.ts';

const historyLines = `  {"name":"write","key":"x","input":1,"outcome":"ok","invokedUs":12,"completedUs":53}
  INFO  jepsen.util - 3  :invoke  :write  1
`;

const models = [...objectModels, ...factModels];

const options = z.object({
  diagram: z.string().optional(),
  memory: wholeNumber(1, 65_536).default(256),
  verbose: z.boolean().default(false),
});

/** `temblor check`: recorded histories against a model. */
export function addCheckCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('check')
    .summary('judge a recorded history by a model')
    .description('Judges recorded histories: Jepsen’s log lines or EDN, or JSON, one object a line. No lab is needed.')
    .argument('<model>', 'what the history is of; see below')
    .argument('<file...>', 'the history; of several each is judged, and the worst verdict is the exit code')
    .option('--diagram <file.svg>', 'write the counterexample as a picture; of one file')
    .option('--verbose', 'of several files everything of each, and all operations of a counterexample')
    .option('--memory <MB>', 'what a search may take before it is inconclusive (default: 256)')
    .addHelpText(
      'after',
      `\nModels:\n${models.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}\n`).join('')}` +
        `\nA history has an operation a line, or an invocation and a completion:\n${historyLines}` +
        '\nFormats, outcomes and how to read a counterexample: docs/guides/checking-histories.md\n' +
        '\nExamples:\n  $ temblor check register etcd.log\n  $ temblor check key-value history.edn --diagram why.svg\n' +
        '  $ temblor check queue one.ndjson two.ndjson --json\n' +
        '\nExit codes: 0 passed, 1 failed, 2 inconclusive; 64 usage, 65 no history, 66 no such file.\n',
    );
  define(command, surroundings, options, async ({ output, folder, interrupt }, words, { diagram, memory, verbose }) => {
    const [name = '', ...files] = words;
    const model = modelOf(name);
    if (diagram !== undefined && files.length > 1) {
      throw usageError(
        'too-many-files',
        `--diagram is of one file, not of ${files.length}`,
        'name the file that failed',
      );
    }
    // A search gives way to nothing, and nothing is open that would have to be closed: Ctrl-C ends the process as it is.
    interrupt[Symbol.dispose]();
    const judged: JudgedFile[] = [];
    for (const file of files) judged.push(await judge(model, resolve(folder, file), file, memory));
    const [first] = judged;
    if (first?.kind === 'unusable' && files.length === 1) throw first.error;
    const drawn = diagram !== undefined && first?.kind === 'judged' && (await draw(resolve(folder, diagram), first));
    const view = { paint: output.paint, width: surroundings.stdout.columns ?? 80, isVerbose: verbose };
    const texts = renderFiles(judged, view);
    if (diagram !== undefined) texts.push(drawn ? `the picture is in ${diagram}` : 'there is nothing to draw');
    const code = exitCode(judged);
    output.result({ model: model.name, exitCode: code, results: judged.map(documentOf) }, texts.join('\n'));
    return code;
  });
}

function modelOf(name: string): RecordedModel {
  const model = models.find((one) => one.name === name);
  if (model !== undefined) return model;
  const names = models.map((one) => one.name);
  throw usageError('unknown-model', `there is no model '${name}'`, suggestName(name, names));
}

/** What came of one of the files. One that cannot be used does not keep the others from being judged. */
type JudgedFile =
  | { readonly kind: 'judged'; readonly file: string; readonly judgement: Judgement }
  | { readonly kind: 'unusable'; readonly file: string; readonly error: TemblorError };

/** Of a history nobody writes a longer one; a file without lines would fill the memory. */
const longestLineBytes = 64 * 1024 * 1024;

function lineTooLong(file: string): TemblorError {
  const hint = 'a history has one event a line';
  return new TemblorError('invalid-history', `${file} has a line of more than 64 MiB`, { hint, exitCode: 65 });
}

/** @param file as it was named, for messages. */
async function judge(model: RecordedModel, path: string, file: string, memoryMegabytes: number): Promise<JudgedFile> {
  const judging = model.open(file, { memoryBytes: memoryMegabytes * 1024 * 1024 });
  try {
    const input = createReadStream(path);
    let sinceLineEnd = 0;
    input.on('data', (chunk) => {
      const end = chunk.lastIndexOf('\n');
      sinceLineEnd = end === -1 ? sinceLineEnd + chunk.length : chunk.length - end;
      if (sinceLineEnd > longestLineBytes) input.destroy(lineTooLong(file));
    });
    for await (const line of createInterface({ input, crlfDelay: Infinity })) judging.push(line);
    return { kind: 'judged', file, judgement: judging.finish() };
  } catch (error) {
    if (error instanceof TemblorError) return { kind: 'unusable', file, error };
    if (codeOf(error) === undefined) throw error;
    const hint = codeOf(error) === 'EISDIR' ? 'name the files in it' : 'is its name right, and may it be read?';
    const message = `${file} cannot be read: ${messageOf(error)}`;
    return { kind: 'unusable', file, error: new TemblorError('unreadable-file', message, { hint, exitCode: 66 }) };
  }
}

/** Of several files a line each, the first that failed in full, and how many there are of each verdict. */
function renderFiles(judged: readonly JudgedFile[], view: CheckView): string[] {
  const isFailed = (one: JudgedFile) => one.kind === 'judged' && one.judgement.result.verdict === 'failed';
  const firstFailed = judged.find(isFailed);
  const texts = judged.map((one) => {
    if (one.kind === 'unusable') {
      return wrap(`${view.paint.bad('not judged')} ${one.error.message}`, view.width, '').join('\n');
    }
    const isWhole = judged.length === 1 || view.isVerbose || one === firstFailed;
    return (isWhole ? renderJudgement : renderVerdict)(one.file, one.judgement, view);
  });
  return judged.length === 1 ? texts : [...texts, tally(judged)];
}

/** `19 failed, 7 passed`. */
function tally(judged: readonly JudgedFile[]): string {
  const words = judged.map((one) => (one.kind === 'judged' ? one.judgement.result.verdict : 'not judged'));
  return ['failed', 'inconclusive', 'not judged', 'passed']
    .map((word) => ({ word, count: words.filter((other) => other === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

function documentOf(one: JudgedFile): object {
  const { file } = one;
  if (one.kind === 'judged') return { file, operations: one.judgement.operations, ...one.judgement.result };
  const { code, message, hint } = one.error;
  return { file, error: { code, message, hint: hint ?? null } };
}

/** A file that was not judged counts more than a verdict. */
function exitCode(judged: readonly JudgedFile[]): number {
  const unusable = judged.find((one) => one.kind === 'unusable');
  if (unusable !== undefined) return unusable.error.exitCode;
  const verdicts = judged.flatMap((one) => (one.kind === 'judged' ? [one.judgement.result.verdict] : []));
  if (verdicts.includes('failed')) return 1;
  return verdicts.includes('inconclusive') ? 2 : 0;
}

/** @returns whether there was something to draw. */
async function draw(path: string, { file, judgement }: { file: string; judgement: Judgement }): Promise<boolean> {
  if (judgement.timeline === undefined) return false;
  const title = judgement.result.violations[0] ?? file;
  await writeFile(
    path,
    svgDiagram(judgement.timeline, (process) => `client ${process}`, title),
  ).catch((error: unknown) => {
    const hint = 'name a file in a folder that is there, and may be written to';
    throw new TemblorError('unwritable-file', `${path} cannot be written: ${messageOf(error)}`, { hint, exitCode: 73 });
  });
  return true;
}
