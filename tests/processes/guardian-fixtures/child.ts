/**
 * A child that behaves as its argument says. `stubborn` answers SIGTERM by starting another process, whose pid it writes
 * to the file of its second argument; `parent` has two grandchildren in sessions of
 * their own, one without any environment and one whose own parent is gone, and prints their pids, `talker` prints 200 MB, `watcher` ends with its standard input, `sleeper` does nothing.
 * All print a line that starts with `ready` once they are what they are to be.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

const [behaviour, file = '/dev/null'] = process.argv.slice(2);
const forever = () => setInterval(() => {}, 60_000);
switch (behaviour) {
  case 'stubborn':
    process.on('SIGTERM', () => {
      const { pid } = spawn('/bin/sleep', ['1000'], { detached: true, stdio: 'ignore' });
      writeFileSync(file, String(pid));
    });
    forever();
    break;
  case 'parent': {
    const bare = spawn('/bin/sleep', ['1000'], { detached: true, stdio: 'ignore', env: {} });
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const shell = spawn('/bin/sh', ['-c', 'sleep 1000 >/dev/null & echo $!'], { detached: true, stdio: [...stdio] });
    const [orphan] = await once(shell.stdout.setEncoding('utf8'), 'data');
    process.stdout.write(`ready ${bare.pid} ${orphan.trim()}\n`);
    forever();
    break;
  }
  case 'talker': {
    const line = `${'x'.repeat(199)}\n`.repeat(500);
    for (let written = 0; written < 200_000_000; written += line.length) {
      if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    }
    process.stdout.write('ready: all printed\n');
    forever();
    break;
  }
  case 'watcher':
    process.stdin.on('end', () => process.exit(0)).resume();
    break;
  default:
    forever();
}
if (behaviour !== 'parent' && behaviour !== 'talker') process.stdout.write('ready\n');
