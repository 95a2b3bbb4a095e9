/**
 * Writes the heads that leave the proxy: requests for a replica, answers for a client, answers of its own (RFC 9110
 * sections 7.6 and 8.6, RFC 9112 section 6). Everything comes back as text of one character a byte: write it as latin1.
 *
 * Fields of the connection that a message came on are dropped, and its framing is written anew from what was read, so that
 * a reader after us has one way to take it. Everything else goes on as it came, in its order and spelling.
 */
import { STATUS_CODES } from 'node:http';
import { connectionOptions } from './connection-options.ts';
import type { FieldRole } from './field-roles.ts';
import { roleOf } from './field-roles.ts';
import type { BodyFraming, Fields, RequestHead, ResponseHead } from './message-head.ts';

/** What the proxy knows of a request beside its head. */
export interface Forwarding {
  /** Without a port. */
  readonly clientAddress: string;
  readonly protocol: 'http';
  /** The replica's, `host:port`: what `Host` says where the client named none. */
  readonly upstreamHost: string;
}

/** @returns the head of the request as a replica gets it, for a connection that stays. */
export function requestForUpstream(head: RequestHead, forwarding: Forwarding): string {
  const { method, target, host, minorVersion, fields, framing } = head;
  const passed = endToEnd(fields, isPassedOn);
  let text = `${method} ${target} HTTP/1.1\r\nHost: ${host === '' ? forwarding.upstreamHost : host}\r\n${passed.lines}`;
  text += framingField(framing, passed.length === '0' ? '0' : undefined);
  text += `X-Forwarded-For: ${forwarding.clientAddress}\r\n`;
  if (host !== '') text += `X-Forwarded-Host: ${host}\r\n`;
  return `${text}X-Forwarded-Proto: ${forwarding.protocol}\r\nVia: 1.${minorVersion} temblor\r\n\r\n`;
}

/** How an answer goes to the client, which may be another way than it came. */
export interface Delivery {
  readonly keepAlive: boolean;
  /** `none` for an answer without a body; its `Content-Length` stays, for an answer to `HEAD` and a 304 may have one. */
  readonly framing: BodyFraming;
}

/** @returns the head of the answer as the client gets it. A body that ends with the connection says that it closes. */
export function responseForClient(head: ResponseHead, { keepAlive, framing }: Delivery): string {
  const { status, reason, fields } = head;
  const passed = endToEnd(fields, isPassedBack);
  const mayHaveLength = status >= 200 && status !== 204;
  const length = mayHaveLength ? framingField(framing, passed.length) : '';
  const stays = keepAlive && framing.kind !== 'until-close';
  const connection = stays ? 'keep-alive' : 'close';
  return `HTTP/1.1 ${status} ${reason}\r\n${passed.lines}${length}Connection: ${connection}\r\n\r\n`;
}

export interface OwnDelivery {
  readonly keepAlive: boolean;
  /** The answer to `HEAD`: the same head, and no body after it. */
  readonly withoutBody?: boolean;
  /** Further ones, such as `Retry-After`. */
  readonly fields?: Fields;
}

/**
 * @param reason in kebab case, for programs; the `code` of the document. The title goes by the status.
 * @param detail what happened, to what, and what to do.
 * @returns a whole answer of the proxy's own: a problem document (RFC 9457). `detail` beyond latin1 is escaped.
 */
export function plainResponse(status: number, reason: string, detail: string, delivery: OwnDelivery): string {
  const title = STATUS_CODES[status] ?? 'Unknown';
  const body = inAscii(JSON.stringify({ type: 'about:blank', title, status, detail, code: reason }));
  let text = `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\n`;
  if (status === 405) text += 'Allow: GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE\r\n';
  const { fields = [], keepAlive, withoutBody = false } = delivery;
  for (let at = 0; at < fields.length; at += 2) text += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return `${text}Connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n\r\n${withoutBody ? '' : body}`;
}

/**
 * Exactly one of a length, `chunked` and neither.
 * @param lengthOfNone what is said of a body that is not sent: a length of 0 was read as none.
 */
function framingField(framing: BodyFraming, lengthOfNone: string | undefined): string {
  switch (framing.kind) {
    case 'length':
      return `Content-Length: ${framing.bytes}\r\n`;
    case 'chunked':
      return 'Transfer-Encoding: chunked\r\n';
    case 'until-close':
      return '';
    case 'none':
      return lengthOfNone === undefined ? '' : `Content-Length: ${lengthOfNone}\r\n`;
    default:
      return framing satisfies never;
  }
}

function isPassedOn(role: FieldRole): boolean {
  return role === 'plain';
}

function isPassedBack(role: FieldRole): boolean {
  return role === 'plain' || role === 'host' || role === 'expect' || role === 'forwarding';
}

/** The lines of the fields that go on, and what the message said of its length. */
interface Passed {
  readonly lines: string;
  readonly length: string | undefined;
}

function endToEnd(fields: Fields, isKept: (role: FieldRole) => boolean): Passed {
  let lines = '';
  let length: string | undefined;
  let connection: string | undefined;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? '';
    const role = roleOf(name);
    if (isKept(role)) lines += `${name}: ${fields[at + 1]}\r\n`;
    else if (role === 'content-length') length = fields[at + 1];
    else if (role === 'connection')
      connection = connection === undefined ? fields[at + 1] : `${connection},${fields[at + 1]}`;
  }
  const options = connectionOptions(connection);
  if (options.kind === 'refused' || options.nominated === undefined) return { lines, length };
  return { lines: endToEnd(withoutNominated(fields, options.nominated), isKept).lines, length };
}

/** The fields that `Connection` does not name, itself left out. The reader let it name none that is needed further on. */
function withoutNominated(fields: Fields, nominated: ReadonlySet<string>): Fields {
  return fields.filter((_, index) => {
    const name = fields[index - (index % 2)] ?? '';
    return roleOf(name) !== 'connection' && !nominated.has(name.toLowerCase());
  });
}

/** The text as JSON of ASCII only, so that its characters are its bytes. */
function inAscii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
