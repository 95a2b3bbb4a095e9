/** Every figure of two runs, phase by phase. */
import type { Report } from '@temblor/lab/report/report-schema';
import { useText } from '../context/language.tsx';
import type { ComparedFigure, ComparedGroup, Difference } from './comparison-rows.ts';
import { compareByPhase } from './comparison-rows.ts';
import { words } from './comparison-words.ts';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { useNumbers } from './use-numbers.ts';
import { StateTag } from './verdict-tag.tsx';

type Row = ComparedFigure & { readonly group: ComparedGroup; readonly first: boolean };

/** A row a figure; the first one of a phase names it. */
export function ComparisonTable({ left, right }: { readonly left: Report; readonly right: Report }) {
  const text = useText(words);
  const { figure: write } = useNumbers();
  const groups = compareByPhase(left, right);
  const rows: readonly Row[] = groups.flatMap((group) =>
    group.rows.map((row, index) => ({ ...row, group, first: index === 0 })),
  );
  const columns: readonly Column<Row>[] = [
    { head: text.phase, kind: 'text', cell: (row) => row.first && <GroupName group={row.group} /> },
    { head: text.figure, kind: 'name', cell: ({ figure }) => text.names.get(figure) ?? figure },
    { head: 'A', kind: 'number', cell: (row) => write(row.left, row.unit) },
    { head: 'B', kind: 'number', cell: (row) => write(row.right, row.unit) },
    {
      head: text.difference,
      kind: 'text',
      cell: ({ difference, unit }) => <DifferenceWords difference={difference} unit={unit} />,
    },
  ];
  return (
    <DataTable
      label={text.figures}
      columns={columns}
      rows={rows}
      most={200}
      keyOf={({ group, figure }) => `${group.phase ?? ''} ${figure}`}
    />
  );
}

function GroupName({ group }: { readonly group: ComparedGroup }) {
  const text = useText(words);
  const { presence } = group;
  return (
    <span className="row">
      <strong>{group.phase ?? text.wholeRun}</strong>
      {presence !== 'both' && <StateTag tone="warn" sign="!" word={presence === 'left' ? text.onlyA : text.onlyB} />}
    </span>
  );
}

function DifferenceWords({ difference, unit }: { readonly difference: Difference; readonly unit: string }) {
  const text = useText(words);
  const { figure, percent } = useNumbers();
  switch (difference.kind) {
    case 'equal':
      return <span className="soft">{text.equal}</span>;
    case 'missing':
      return <span className="soft">{text.missing}</span>;
    case 'differs': {
      const amount = unit === '%' ? `${percent(difference.amount)} ${text.points}` : figure(difference.amount, unit);
      return (
        <span className="comparison-difference">
          {text[difference.direction](amount)}
          {difference.sharePercent !== null && ` (${signed(difference.sharePercent)} %)`}{' '}
          <StateTag
            tone={difference.better ? 'good' : 'bad'}
            sign={difference.better ? '▲' : '▼'}
            word={difference.better ? text.better : text.worse}
          />
        </span>
      );
    }
    default:
      return difference satisfies never;
  }
}

function signed(percent: number): string {
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(0)}`;
}
