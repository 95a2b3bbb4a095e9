/** `/dashboard`: one node for people, as it stands and as it goes on. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { MessageLog } from '../message-log.ts';
import { presentMetrics } from '../windows/present-metrics.ts';
import type { LogWindow, WindowReporter } from '../windows/window-reporter.ts';

export interface PageParts {
  readonly log: MessageLog;
  readonly reporter: WindowReporter;
  /** Aborted when the service begins to end: nobody is told more. */
  readonly closing: AbortSignal;
}

const tags = ['page'];

/** The page brings everything with it, and asks nobody but its own node. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";

/** Readers beyond this number are turned away: each costs a write a second. */
const mostReaders = 32;

/** A reader that has taken nothing for so many bytes is let go. */
const mostWaitingBytes = 262_144;

/** Adds the page, and the stream of events that feeds it. */
export function addPage(app: ServiceApp, { log, reporter, closing }: PageParts): void {
  const page = readFileSync(new URL('./dashboard.html', import.meta.url), 'utf8');
  const readers = new Set<ServerResponse>();
  app.get('/dashboard', { schema: { tags, summary: 'This node, for people' } }, (_, reply) =>
    reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page),
  );
  const schema = { tags, summary: 'What the page shows, every second, as Server-Sent Events' };
  app.get('/dashboard/events', { schema }, async (_, reply) => {
    if (readers.size >= mostReaders) return reply.code(503).send({ error: 'too many pages are open' });
    const latest = await reporter.latest();
    const { raw } = reply.hijack();
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    readers.add(raw);
    raw.once('close', () => readers.delete(raw));
    raw.write(event(present(log, reporter, latest)));
    return reply;
  });
  const watching = reporter.onWindow(({ latest }) => {
    if (readers.size === 0) return;
    const text = event(present(log, reporter, latest));
    for (const reader of readers) {
      if (reader.writableLength > mostWaitingBytes) reader.destroy();
      else reader.write(text);
    }
  });
  closing.addEventListener('abort', () => {
    watching[Symbol.dispose]();
    for (const reader of readers) reader.end();
  });
}

function present(log: MessageLog, reporter: WindowReporter, latest: LogWindow['latest']) {
  const { nodeId, mode, role, leader = null, term, trouble = null } = log.standing();
  return {
    ...{ nodeId, mode, role, leader, term, trouble },
    lamportTime: log.lamportTime,
    count: log.count,
    metrics: presentMetrics(log, reporter),
    latest,
  };
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
