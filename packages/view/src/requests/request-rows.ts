/** The rows of the table of requests: what of them is shown, in which order, and what they come to. Pure. */
import type { RequestRow } from '../model/series.ts';

/** A row with the service of its instance, and its rate over the time that is shown. */
export interface ShownRow extends RequestRow {
  readonly service: string;
  readonly ratePerSecond: number;
}

export type SortColumn = 'instance' | 'endpoint' | 'method' | 'status' | 'count' | 'ratePerSecond' | 'meanMs' | 'maxMs';

export interface Order {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** What a status says, by its first digit. */
export type StatusClass = 'ok' | 'redirected' | 'refused' | 'failed' | 'other';

/** What all rows of a service come to. */
export interface ServiceTotal {
  readonly service: string;
  readonly instances: number;
  readonly count: number;
  readonly ratePerSecond: number;
  /** Answers of 5xx. */
  readonly failed: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

/** The rows whose text contains every word that was typed, in order. */
export function chooseRows(rows: readonly ShownRow[], text: string, order: Order): readonly ShownRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: ShownRow) => {
    const line = `${row.service} ${row.instance} ${row.endpoint} ${row.method} ${row.status}`.toLowerCase();
    return words.every((word) => line.includes(word));
  };
  const sign = order.descending ? -1 : 1;
  return rows
    .filter(matches)
    .toSorted((left, right) => sign * compare(left[order.column], right[order.column]) || byPlace(left, right));
}

/** Adds the service and the rate to rows. @param seconds the length of time that they were counted over. */
export function describeRows(
  rows: readonly RequestRow[],
  serviceOf: (instance: string) => string,
  seconds: number,
): readonly ShownRow[] {
  return rows.map((row) => ({
    ...row,
    service: serviceOf(row.instance),
    ratePerSecond: seconds <= 0 ? 0 : row.count / seconds,
  }));
}

/** One total a service, by name. */
export function totalByService(rows: readonly ShownRow[]): readonly ServiceTotal[] {
  const services = Map.groupBy(rows, (row) => row.service);
  return [...services]
    .map(([service, own]) => {
      const count = sum(own, (row) => row.count);
      return {
        service,
        instances: new Set(own.map((row) => row.instance)).size,
        count,
        ratePerSecond: sum(own, (row) => row.ratePerSecond),
        failed: sum(own, (row) => (classOf(row.status) === 'failed' ? row.count : 0)),
        meanMs: count === 0 ? 0 : sum(own, (row) => row.meanMs * row.count) / count,
        maxMs: own.reduce((most, row) => Math.max(most, row.maxMs), 0),
      };
    })
    .toSorted((left, right) => compare(left.service, right.service));
}

/** What a status says to whoever asked. */
export function classOf(status: number): StatusClass {
  if (status >= 200 && status < 300) return 'ok';
  if (status >= 300 && status < 400) return 'redirected';
  if (status >= 400 && status < 500) return 'refused';
  if (status >= 500 && status < 600) return 'failed';
  return 'other';
}

/** The order after a click on a column: the other way round, or, of another column, numbers from the largest. */
export function orderAfterClick(order: Order, column: SortColumn): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: ['count', 'ratePerSecond', 'meanMs', 'maxMs'].includes(column) };
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right), 'en', { numeric: true });
}

function byPlace(left: ShownRow, right: ShownRow): number {
  return (
    compare(left.instance, right.instance) ||
    compare(left.endpoint, right.endpoint) ||
    compare(left.method, right.method) ||
    left.status - right.status
  );
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
