/** The last messages in the order of the log, with a column for each node: whether its log has the message. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { ScrollBox } from '@temblor/view/report/scroll-box.tsx';
import type { NodeModel } from './log-state.ts';
import { instanceOf } from './log-state.ts';
import type { Holding, MessageRow } from './message-rows.ts';
import { panelWords } from './panel-words.ts';

interface MessageTableProps {
  readonly nodes: readonly NodeModel[];
  readonly rows: readonly MessageRow[];
}

const signs: Readonly<Record<Holding, string>> = { same: '✓', other: '≠', untold: '●', 'not-yet': '…', behind: '–' };

export function MessageTable({ nodes, rows }: MessageTableProps) {
  const words = useText(panelWords);
  if (rows.length === 0) return <p className="log-soft">{words.noMessages}</p>;
  return (
    <>
      <p className="log-soft">{words.messagesHint}</p>
      <ScrollBox label={words.messages}>
        <table className="log-messages">
          <caption className="visually-hidden">{words.messages}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                Id
              </th>
              <th scope="col" className="number">
                Lamport
              </th>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.message}</th>
              {nodes.map(({ id }) => (
                <th key={id} scope="col">
                  {id}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} nodes={nodes} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <ul className="log-soft log-keys">
        {(['same', 'untold', 'not-yet', 'behind', 'other'] as const).map((holding) => (
          <li key={holding}>
            <span aria-hidden="true">{signs[holding]} </span>
            {words.holding[holding]}
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ row, nodes }: { readonly row: MessageRow; readonly nodes: readonly NodeModel[] }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const { message, holdings, violatedAt } = row;
  return (
    <tr className={violatedAt.length > 0 ? 'log-violated' : undefined}>
      <td className="number">{formatNumber(message.id, language)}</td>
      <td className="number">{formatNumber(message.lamport, language)}</td>
      <td>{instanceOf(message.nodeId)}</td>
      <td className="log-content">
        <bdi>{message.content}</bdi>
        {violatedAt.length > 0 && (
          <span className="tag bad">
            <span aria-hidden="true">⚠</span>
            {words.violated(violatedAt.join(', '))}
          </span>
        )}
      </td>
      {nodes.map(({ id }, index) => {
        const holding = holdings[index] ?? 'not-yet';
        return (
          <td key={id} className={`log-holding ${holding}`} title={words.holding[holding]}>
            <span aria-hidden="true">{signs[holding]}</span>
            <span className="visually-hidden">{words.holding[holding]}</span>
          </td>
        );
      })}
    </tr>
  );
}
