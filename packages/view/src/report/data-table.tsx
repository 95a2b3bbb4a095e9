/** The table of the reports: bounded until a reader asks for all, and scrolled by keyboard where it is too wide. */
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { useNumbers } from './use-numbers.ts';
import './data-table.css';

/** One column. `name`: it heads its row; `word`: an id, or another text that is not broken into lines. */
export interface Column<Row> {
  readonly head: string;
  readonly kind: 'name' | 'word' | 'text' | 'number';
  cell(row: Row): ReactNode;
}

interface DataTableProps<Row> {
  /** What a screen reader calls the table. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** How many rows are shown at first. */
  readonly most?: number;
  keyOf(row: Row): string;
}

const en = {
  some: (shown: string, all: string) => `${shown} of ${all} rows are shown; all of them are in report.json.`,
  showAll: (all: string) => `Show all ${all}`,
};
const es: typeof en = {
  some: (shown, all) => `Se muestran ${shown} de ${all} filas; todas están en report.json.`,
  showAll: (all) => `Mostrar las ${all}`,
};
const words = { en, es } satisfies Messages<typeof en>;

/** A table with a header; columns keep their order. */
export function DataTable<Row>({ label, columns, rows, most = 50, keyOf }: DataTableProps<Row>) {
  const text = useText(words);
  const { count } = useNumbers();
  const [everything, setEverything] = useState(false);
  const shown = everything ? rows : rows.slice(0, most);
  return (
    <div className="data-table">
      <ScrollBox label={label}>
        <table aria-label={label}>
          <thead>
            <tr>
              {columns.map(({ head, kind }) => (
                <th key={head} scope="col" className={kind}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((column) => (
                  <Cell key={column.head} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {shown.length < rows.length && (
        <div className="row">
          <span className="soft">{text.some(count(shown.length), count(rows.length))}</span>
          <button type="button" className="button small screen-only" onClick={() => setEverything(true)}>
            {text.showAll(count(rows.length))}
          </button>
        </div>
      )}
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = column.cell(row);
  if (column.kind === 'name') return <th scope="row">{content}</th>;
  return <td className={column.kind}>{content}</td>;
}
