/**
 * A lab of nothing but a guardian, to be killed. Starts the children that its second argument names as JSON, owns the
 * folders of the third, pauses what is to be paused, prints one line of JSON with the pids, and waits for its end.
 */
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';

const [folder = '', children = '[]', folders = '[]'] = process.argv.slice(2);
interface Wanted {
  name: string;
  file: string;
  args: string[];
  paused?: boolean;
  endSignal?: NodeJS.Signals;
}
const wanted: Wanted[] = JSON.parse(children);
const owned: string[] = JSON.parse(folders);
const guardian = await openGuardian({ folder });
for (const path of owned) await guardian.ownFolder(path);
const pids: Record<string, number> = {};
for (const { name, file, args, paused = false, endSignal = 'SIGKILL' } of wanted) {
  const environment = { PATH: process.env.PATH ?? '' };
  const child = await guardian.spawn({ name, file, args, environment, directory: '/', endSignal });
  pids[name] = child.pid;
  if (paused && (await child.pause(60_000)) === undefined) throw new Error(`${name} was not paused`);
}
guardian.onLines((lines) => {
  for (const line of lines) if (line.text.startsWith('ready')) process.stdout.write(`${line.name} ${line.text}\n`);
});
process.stdout.write(`${JSON.stringify({ guardian: guardian.pid, pids })}\n`);
