/** The command `temblor`: it starts in half the time where Node finds what it compiled the last time. */
import { enableCompileCache } from 'node:module';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import { compileCacheFolder } from '@temblor/runtime/processes/command-line';
import { describeUncaught } from './config/describe-uncaught.ts';
import { chooseOpener, openBrowser } from './dashboard/open-browser.ts';
import { listenForInterrupt } from './interrupt.ts';

const interrupt = listenForInterrupt(() => process.exit(130));

/** EX_IOERR of sysexits.h. */
const notWritten = 74;
let isWritten = true;

// Whoever reads us has gone (`| head`): that is an end, not a failure.
const endReading = () => interrupt.trigger('nobody reads the output any more');
process.stdout.on('error', (error) => {
  if (codeOf(error) === 'EPIPE') return endReading();
  // Every further write fails too; it is told once.
  if (isWritten) process.stderr.write(`temblor: standard output cannot be written: ${messageOf(error)}\n`);
  isWritten = false;
  interrupt.trigger('standard output cannot be written');
});
process.stderr.on('error', (error) => {
  if (codeOf(error) === 'EPIPE') return endReading();
  isWritten = false;
  interrupt.trigger('standard error cannot be written');
});

// A configuration is anyone's code: what it throws in a timer, long after it was read, ends up here. The guardian ends
// what runs.
process.on('uncaughtException', (error) => {
  const { message, hint, exitCode } = describeUncaught(error);
  process.stderr.write(`temblor: ${message}\n  ${hint}\n`);
  void endWith(exitCode);
});

enableCompileCache(compileCacheFolder(process.env));
const { runProgram } = await import('./program.ts');
const isTerminal = process.stdout.isTTY === true;
const opener = chooseOpener({ platform: process.platform, environment: process.env, isTerminal });
await runProgram(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  interrupt,
  openBrowser: opener === undefined ? undefined : (link) => openBrowser(opener, link),
  exit: (code) => void endWith(code),
});

/** Ends once everything that was written has left this process: a pipe takes 64 kB at a time, at its reader's pace. */
async function endWith(code: number): Promise<never> {
  const written = (stream: NodeJS.WriteStream) => new Promise((resolve) => stream.write('', resolve));
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(isWritten ? code : notWritten);
}
