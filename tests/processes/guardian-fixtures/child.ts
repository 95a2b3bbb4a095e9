/**
 * A child that behaves as its argument says. `stubborn` ignores SIGTERM, `parent` has a grandchild in a session of its
 * own and prints its pid, `talker` prints 200 MB, `watcher` ends with its standard input, `sleeper` does nothing.
 * All print a line that starts with `ready` once they are what they are to be.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const [behaviour] = process.argv.slice(2);
const forever = () => setInterval(() => {}, 60_000);
switch (behaviour) {
  case 'stubborn':
    process.on('SIGTERM', () => {});
    forever();
    break;
  case 'parent': {
    const grandchild = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    process.stdout.write(`ready ${grandchild.pid}\n`);
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
