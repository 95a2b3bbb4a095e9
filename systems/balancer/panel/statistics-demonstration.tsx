import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { ScrollBox } from '@temblor/view/report/scroll-box.tsx';
import { useState } from 'react';
import { BreakerTag } from './breaker-tag.tsx';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';
import type { ReplicaStatistics } from './read-statistics.ts';
import { readStatistics } from './read-statistics.ts';

interface StatisticsDemonstrationProps {
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

/** What the balancer has counted since it started, asked of itself. */
export function StatisticsDemonstration({ commands, disabled }: StatisticsDemonstrationProps) {
  const words = useText(demonstrationWords);
  const [action, start] = useAction();
  const [rows, setRows] = useState<readonly ReplicaStatistics[] | null>(null);
  const ask = () => start(words.askingStatistics, async () => setRows(readStatistics(await commands.act('stats'))));
  return (
    <Demonstration title={words.statistics} hint={words.statisticsHint}>
      <div className="row">
        <button type="button" className="button" disabled={disabled || action.kind === 'pending'} onClick={ask}>
          {words.ask}
        </button>
      </div>
      {rows !== null && <StatisticsTable rows={rows} />}
      <ActionMessage state={action} />
    </Demonstration>
  );
}

function StatisticsTable({ rows }: { readonly rows: readonly ReplicaStatistics[] }) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  const count = (value: number) => formatNumber(value, language);
  return (
    <ScrollBox label={words.statistics}>
      <table className="balancer-statistics">
        <caption className="visually-hidden">{words.statistics}</caption>
        <thead>
          <tr>
            <th scope="col">{words.replica}</th>
            <th scope="col">{words.breaker}</th>
            {[words.requests, words.failures, words.latency, words.out].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, breaker, totals, timesOut }) => (
            <tr key={id}>
              <th scope="row">{id}</th>
              <td>
                <BreakerTag state={breaker} />
              </td>
              <td className="number">{count(totals.requests)}</td>
              <td className="number">{count(totals.failures)}</td>
              <td className="number">{totals.requests === 0 ? '–' : formatDuration(totals.meanMs, language)}</td>
              <td className="number">{count(timesOut)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
