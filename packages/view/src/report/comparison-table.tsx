/** Every figure of two runs, phase by phase. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import type { ComparedGroup, Difference } from './comparison-rows.ts';
import { compareByPhase } from './comparison-rows.ts';
import { words } from './comparison-words.ts';
import { ScrollBox } from './scroll-box.tsx';
import { useNumbers } from './use-numbers.ts';
import { StateTag } from './verdict-tag.tsx';

/** A heading a phase, a row a figure. Of a phase that one run lacks there is nothing to compare: that is said. */
export function ComparisonTable({ left, right }: { readonly left: Report; readonly right: Report }) {
  const text = useText(words);
  const groups = compareByPhase(left, right).filter(({ presence, rows }) => presence !== 'both' || rows.length > 0);
  return (
    <ScrollBox label={text.figures}>
      <table className="comparison-table" aria-label={text.figures}>
        <thead>
          <tr>
            <th scope="col">{text.figure}</th>
            <th scope="col" className="number">
              A
            </th>
            <th scope="col" className="number">
              B
            </th>
            <th scope="col">{text.difference}</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <Group key={group.phase ?? ''} group={group} />
        ))}
      </table>
    </ScrollBox>
  );
}

function Group({ group }: { readonly group: ComparedGroup }) {
  const text = useText(words);
  const { figure: write } = useNumbers();
  const { phase, presence } = group;
  return (
    <tbody>
      <tr className="comparison-phase">
        <th scope="rowgroup" colSpan={4}>
          {phase === null ? text.wholeRun : <Declared text={phase} />}{' '}
          {presence !== 'both' && (
            <StateTag tone="warn" sign="!" word={presence === 'left' ? text.onlyA : text.onlyB} />
          )}
        </th>
      </tr>
      {presence === 'both' &&
        group.rows.map((row) => (
          <tr key={row.figure}>
            <th scope="row">{text.names.get(row.figure) ?? <Declared text={row.figure} />}</th>
            <td className="number">{write(row.left, row.unit)}</td>
            <td className="number">{write(row.right, row.unit)}</td>
            <td>
              <DifferenceWords difference={row.difference} unit={row.unit} />
            </td>
          </tr>
        ))}
    </tbody>
  );
}

function DifferenceWords({ difference, unit }: { readonly difference: Difference; readonly unit: string }) {
  const text = useText(words);
  const { figure, percent } = useNumbers();
  switch (difference.kind) {
    case 'equal':
      return <span className="soft">{text.equal}</span>;
    case 'close':
      return <span className="soft">{text.close}</span>;
    case 'missing':
      return <span className="soft">{text.missing}</span>;
    case 'differs': {
      const amount = unit === '%' ? `${percent(difference.amount)} ${text.points}` : figure(difference.amount, unit);
      return (
        <span className="comparison-difference">
          {text[difference.direction](amount)}
          {difference.sharePercent !== null && ` (${signed(difference.sharePercent)} %)`}{' '}
          <StandingTag standing={difference.standing} />
        </span>
      );
    }
    default:
      return difference satisfies never;
  }
}

/** Why nothing is judged under a load that was not valid is said once, above the table. */
function StandingTag({ standing }: Pick<Extract<Difference, { kind: 'differs' }>, 'standing'>) {
  const text = useText(words);
  switch (standing) {
    case 'better':
      return <StateTag tone="good" sign="▲" word={text.better} />;
    case 'worse':
      return <StateTag tone="bad" sign="▼" word={text.worse} />;
    case 'single-value':
      return <span className="soft">{text.singleValue}</span>;
    case 'doubtful-load':
      return null;
    default:
      return standing satisfies never;
  }
}

function signed(percent: number): string {
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(0)}`;
}
