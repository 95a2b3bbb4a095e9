/** Reads the journal of a run beside the page: fetches it, cuts it into lines, and puts its windows into columns. */
import { BatchReader, buffersOf } from '@temblor/view/model/line-batch';
import type { ApiPorts } from '../../api/send-request.ts';
import { runJournal } from '../../api/send-request.ts';
import { readPieces } from '../../live/read-lines.ts';
import type { JournalMessage, JournalRequest } from './journal-messages.ts';
import { journalProblem } from './journal-problem.ts';

/** How many batches may be under way to the page: 16 MB, what comes in while the page is still being set up. */
const mostUnderWay = 16;

const reader = new BatchReader();
let underWay = 0;
let goOn: () => void = () => undefined;

globalThis.addEventListener('message', ({ data }: MessageEvent<JournalRequest>) => {
  if (data.kind === 'taken') {
    underWay -= 1;
    goOn();
  } else void read(data.run, data.token);
});

async function read(run: string, token: string): Promise<void> {
  const ports: ApiPorts = {
    fetch: (path, init) => fetch(path, init),
    token: () => Promise.resolve(token),
    onRefused: () => undefined,
  };
  try {
    await readPieces(await runJournal(ports, run), send, roomForMore);
    tell({ kind: 'whole' });
  } catch (error) {
    tell({ kind: 'failed', problem: journalProblem(error) });
  }
}

function send(piece: Uint8Array<ArrayBuffer>): void {
  const batch = reader.read(piece);
  underWay += 1;
  tell({ kind: 'batch', batch }, buffersOf(batch));
}

async function roomForMore(): Promise<void> {
  while (underWay >= mostUnderWay) {
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  }
}

function tell(message: JournalMessage, transfer: Transferable[] = []): void {
  globalThis.postMessage(message, { transfer });
}
