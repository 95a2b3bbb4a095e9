/** A lab in the background: opened for `temblor up`, and ended with its last system, by `down --all`, or by a signal. */

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describeUncaught } from '../../config/describe-uncaught.ts';
import { listenForInterrupt } from '../../interrupt.ts';
import { describeFailure } from '../../output/output.ts';
import { hostLab } from '../host-lab.ts';
import type { BackgroundMessage } from './messages.ts';
import { backgroundTask } from './messages.ts';

const lookForFolderMs = 1000;

const task = backgroundTask.parse(JSON.parse(process.argv[2] ?? ''));
const interrupt = listenForInterrupt(() => process.exit(130));

process.on('uncaughtException', (error) => {
  const { message, hint, exitCode } = describeUncaught(error);
  console.error(`temblor: ${message}\n  ${hint}`);
  process.exit(exitCode);
});

try {
  await serve();
  process.exit(0);
} catch (error) {
  const { code, message, hint, exitCode } = describeFailure(error);
  console.error(`temblor: ${message}`);
  await tell({ kind: 'failed', code, text: message, exitCode, ...(hint === undefined ? {} : { hint }) });
  process.exit(exitCode);
}

async function serve(): Promise<void> {
  await using lab = await hostLab({
    folder: task.folder,
    configFile: task.configFile,
    mode: 'background',
    endsWhenIdle: true,
    ports: task.ports,
    onDefect: (error) => console.error(error),
  });
  console.log(`the lab is open: ${lab.url}, pid ${process.pid}`);
  await tell({ kind: 'open' });
  const interrupted = new Promise<string>((resolve) => {
    interrupt.signal.addEventListener('abort', () => resolve('a signal'), { once: true });
  });
  console.log(`the lab ends: ${await Promise.race([lab.endRequested, interrupted, folderGone(task.folder)])}`);
}

/** Resolves with the reason when nobody can find the lab any more, to end it or to see it: its folder was removed. */
function folderGone(folder: string): Promise<string> {
  return new Promise((resolve) => {
    const looking = setInterval(() => {
      if (existsSync(folder)) return;
      clearInterval(looking);
      resolve('its folder is gone');
    }, lookForFolderMs);
    looking.unref();
  });
}

/** Says it to who started the lab, if that is still there. */
async function tell(message: BackgroundMessage): Promise<void> {
  if (!process.connected) return;
  const told = once(process, 'disconnect');
  process.send?.(message);
  process.disconnect?.();
  await told;
}
