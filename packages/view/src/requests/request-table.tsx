/** What services answered in the time that is shown: a row for each endpoint, method and status of an instance. */
import './request-table.css';
import { useCallback, useId, useMemo, useState } from 'react';
import { useJournal, useSystem } from '../context/journal.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import { formatDuration, formatFixed, formatNumber } from '../events/figures.ts';
import { useRested } from '../events/use-rested.ts';
import type { Order, ServiceTotal, ShownRow, SortColumn } from './request-rows.ts';
import { chooseRows, classOf, describeRows, orderAfterClick, totalByService } from './request-rows.ts';
import { requestWords } from './request-words.ts';
import { shownSpan } from './shown-span.ts';

const columns = ['instance', 'endpoint', 'method', 'status', 'count', 'ratePerSecond', 'meanMs', 'maxMs'] as const;
const numbers: ReadonlySet<SortColumn> = new Set(['count', 'ratePerSecond', 'meanMs', 'maxMs']);
const signs = {
  ok: { tone: 'good', sign: '✓' },
  redirected: { tone: 'idle', sign: '↪' },
  refused: { tone: 'warn', sign: '!' },
  failed: { tone: 'bad', sign: '✕' },
  other: { tone: 'idle', sign: '?' },
} as const;

/** @param props.system the id of the system whose services are shown. */
export function RequestTable({ system }: { readonly system: string }) {
  const words = useText(requestWords);
  const { language } = useLanguage();
  const titleId = useId();
  const [text, setText] = useState('');
  const [order, setOrder] = useState<Order>({ column: 'instance', descending: false });
  const { rows, seconds } = useRows(system);
  const example = useSystem(system).instances[0]?.id;
  const chosen = useMemo(() => chooseRows(rows, text, order), [rows, text, order]);
  const totals = useMemo(() => totalByService(chosen), [chosen]);
  return (
    <section className="card request-table" aria-labelledby={titleId}>
      <div className="card-head">
        <div className="row">
          <h2 id={titleId}>{words.title}</h2>
          <span className="request-table-over">{words.over(formatDuration(seconds * 1000, language))}</span>
        </div>
        <label className="request-table-filter screen-only">
          {words.filter}
          <input
            type="search"
            value={text}
            placeholder={example === undefined ? '' : words.filterHint(`${example} 503`)}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </div>
      {chosen.length === 0 ? (
        <p className="request-table-none">{rows.length === 0 ? words.noneYet : words.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scroll request-table-scroll" aria-label={words.table} tabIndex={0}>
          <table>
            <TableHead order={order} onOrder={(column) => setOrder(orderAfterClick(order, column))} />
            <tbody>
              {chosen.map((row) => (
                <Row key={`${row.instance} ${row.endpoint} ${row.method} ${row.status}`} row={row} />
              ))}
            </tbody>
            <TableTotals totals={totals} />
          </table>
        </section>
      )}
    </section>
  );
}

function useRows(system: string): { readonly rows: readonly ShownRow[]; readonly seconds: number } {
  const store = useJournal();
  const { range } = useTimeView();
  const { instances } = useSystem(system);
  const read = useCallback(() => {
    const { startUs, endUs } = shownSpan(range, store.span);
    return { found: store.requests(system, startUs, endUs), seconds: (endUs - startUs) / 1_000_000 };
  }, [store, system, range]);
  const { found, seconds } = useRested(store.version, read);
  return useMemo(() => {
    const services = new Map(instances.map(({ id, service }) => [id, service]));
    return { rows: describeRows(found, (instance) => services.get(instance) ?? instance, seconds), seconds };
  }, [found, seconds, instances]);
}

function TableHead({ order, onOrder }: { readonly order: Order; readonly onOrder: (column: SortColumn) => void }) {
  const words = useText(requestWords);
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const isOrdered = order.column === column;
          return (
            <th
              key={column}
              scope="col"
              className={numbers.has(column) ? 'number' : undefined}
              aria-sort={isOrdered ? (order.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" className="request-table-sort" onClick={() => onOrder(column)}>
                {words.columns[column]}
                <span aria-hidden="true" className="request-table-arrow">
                  {isOrdered ? (order.descending ? '▼' : '▲') : ''}
                </span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Row({ row }: { readonly row: ShownRow }) {
  const words = useText(requestWords);
  const { language } = useLanguage();
  const statusClass = classOf(row.status);
  const { tone, sign } = signs[statusClass];
  return (
    <tr>
      <th scope="row" className="request-table-instance">
        {row.instance}
      </th>
      <td className="mono">{row.endpoint}</td>
      <td>{row.method}</td>
      <td>
        <span className={`tag ${tone}`}>
          <span aria-hidden="true">{sign}</span>
          {row.status} {words.statuses[statusClass]}
        </span>
      </td>
      <td className="number">{formatNumber(row.count, language)}</td>
      <td className="number">{formatFixed(row.ratePerSecond, language, 1)}</td>
      <td className="number">{formatFixed(row.meanMs, language, 1)}</td>
      <td className="number">{formatFixed(row.maxMs, language, 1)}</td>
    </tr>
  );
}

function TableTotals({ totals }: { readonly totals: readonly ServiceTotal[] }) {
  const words = useText(requestWords);
  const { language } = useLanguage();
  return (
    <tfoot>
      <tr>
        <th colSpan={8} scope="rowgroup" className="request-table-totals">
          {words.totals}
        </th>
      </tr>
      {totals.map((total) => (
        <tr key={total.service}>
          <th scope="row" colSpan={3} className="request-table-instance">
            {words.total(total.service, total.instances)}
          </th>
          <td>{total.failed === 0 ? words.noneFailed : words.failed(formatNumber(total.failed, language))}</td>
          <td className="number">{formatNumber(total.count, language)}</td>
          <td className="number">{formatFixed(total.ratePerSecond, language, 1)}</td>
          <td className="number">{formatFixed(total.meanMs, language, 1)}</td>
          <td className="number">{formatFixed(total.maxMs, language, 1)}</td>
        </tr>
      ))}
    </tfoot>
  );
}
