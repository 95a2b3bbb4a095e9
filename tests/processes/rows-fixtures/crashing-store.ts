/**
 * A process that is crashed at the second of its commits: adds to the counters `first` and `second`, and prints what it was
 * told of each. Arguments: the database's URL, and `crash-before` or `crash-after`.
 */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { CrashPoints, crashProcess } from '@temblor/kit/crash-points/crash-points';
import { add, openCounterStore } from './counter-rows.ts';

const [url = '', act] = process.argv.slice(2);
const crashPoints = new CrashPoints({
  clock: monotonicClock,
  onActing: (acting) => console.log(acting),
  crash: crashProcess,
});
crashPoints.arm({
  ...{ effect: 'commit add', occurrence: 2, durationMs: 60_000 },
  act: act === 'crash-before' ? 'crash-before' : 'crash-after',
});
await using store = openCounterStore(url, { crashPoints });
for (const id of ['first', 'second']) console.log(id, await store.rows.transact(add(id, 1)));
