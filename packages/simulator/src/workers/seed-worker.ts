/** The thread of a lane: runs the seeds it is asked for. What it throws reaches the lane as the worker's error. */
import { parentPort, workerData } from 'node:worker_threads';
import { requireSubject } from '../subjects/subjects.ts';
import { runBatch } from './seed-batch.ts';
import { threadCpuMs } from './thread-cpu.ts';
import type { LaneAnswer, LaneRequest, LaneSetup } from './worker-messages.ts';

const { subject: name, options }: LaneSetup = workerData;
const subject = requireSubject(name);

parentPort?.on('message', ({ first, count }: LaneRequest) => {
  parentPort?.postMessage({ batch: runBatch(subject, options, first, count, threadCpuMs) } satisfies LaneAnswer);
});
