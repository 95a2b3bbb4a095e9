/** The panel of a replicated log: the nodes and who leads, the last minute, the last messages, and what passes between nodes. */
import './log-panel.css';
import { useText } from '@temblor/view/context/language.tsx';
import type { PanelProps, SystemPanel } from '@temblor/view/panel/system-panel';
import { useMemo } from 'react';
import { Alarms } from './alarms.tsx';
import { ElectionList } from './election-list.tsx';
import { Exchanges } from './exchanges.tsx';
import { LastMinuteView } from './last-minute-view.tsx';
import { LatencyMap } from './latency-map.tsx';
import { LogFigures } from './log-figures.tsx';
import type { LogState } from './log-state.ts';
import { logFold } from './log-state.ts';
import { readToldLog } from './message-rows.ts';
import { MessageTable } from './message-table.tsx';
import { NodeCards } from './node-cards.tsx';
import { panelWords } from './panel-words.ts';

const mostRows = 12;

/** What a log adds to the page. */
export const logPanel: SystemPanel<LogState> = {
  declaration: 'log',
  title: { en: panelWords.en.title, es: panelWords.es.title },
  fold: logFold,
  View: LogView,
};

function LogView({ system, state, atUs }: PanelProps<LogState>) {
  const words = useText(panelWords);
  const told = useMemo(() => readToldLog(state.nodes, mostRows), [state.nodes]);
  const mode = state.windows.at(-1)?.mode;
  return (
    <div className="log-panel">
      <p className="log-soft">{mode === undefined ? words.nothingYet : (words.mode[mode] ?? mode)}</p>
      <Alarms {...{ state, atUs, told }} />
      <NodeCards state={state} atUs={atUs} />
      <LogFigures windows={state.windows} violations={state.violations} />
      <div className="log-pair">
        <div className="log-part">
          <h3>{words.minute}</h3>
          <LastMinuteView system={system} state={state} />
        </div>
        <div className="log-part">
          <h3>{words.elections}</h3>
          <ElectionList elections={state.elections} atUs={atUs} />
          <h3>{words.latencies}</h3>
          <LatencyMap {...{ system, state, atUs }} />
        </div>
      </div>
      <div className="log-part">
        <h3>{words.messages}</h3>
        <MessageTable nodes={state.nodes} rows={told.rows} />
      </div>
      <div className="log-part">
        <h3>{words.exchanged}</h3>
        <Exchanges {...{ system, state, atUs }} />
      </div>
    </div>
  );
}
