/** The panel of a balancer: who answered, how each replica stands, the strategy, and the four demonstrations. */
import './balancer-panel.css';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { TimeViewProvider, useTimeView } from '@temblor/view/context/time-view.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { ActionAnswer } from '@temblor/view/panel/panel-commands';
import type { PanelProps, SystemPanel } from '@temblor/view/panel/system-panel';
import { useMemo } from 'react';
import type { BalancerState } from './balancer-state.ts';
import { balancerFold } from './balancer-state.ts';
import { addWindows } from './balancer-windows.ts';
import { Demonstrations } from './demonstrations.tsx';
import { Distribution } from './distribution.tsx';
import { History } from './history.tsx';
import { panelWords } from './panel-words.ts';
import { expectSuccess } from './read-answers.ts';
import { ReplicaTable } from './replica-table.tsx';
import { StrategyChoice } from './strategy-choice.tsx';
import { TrafficFigures } from './traffic-figures.tsx';

/** Windows come once a second; without any for so long something is wrong. */
const silenceMs = 3000;

/** What a balancer adds to the page. */
export const balancerPanel: SystemPanel<BalancerState> = {
  declaration: 'balancer',
  title: { en: panelWords.en.title, es: panelWords.es.title },
  fold: balancerFold,
  View: BalancerView,
};

function BalancerView({ system, state, atUs, commands }: PanelProps<BalancerState>) {
  const words = useText(panelWords);
  const { cursor } = useTimeView();
  const [action, start] = useAction();
  const { windows } = state;
  const last = useMemo(() => addWindows(windows.slice(-1)), [windows]);
  const minute = useMemo(() => addWindows(windows), [windows]);
  const ids = state.replicas.map(({ id }) => id).join('\n');
  const replicas = useMemo(() => (ids === '' ? [] : ids.split('\n')), [ids]);
  const isPending = action.kind === 'pending';
  // Buttons beside what is shown act on what is shown: while that is an earlier moment there are none.
  const act = commands === null || cursor.kind === 'at' ? null : commands.act;
  const ask = (what: string, request: Promise<ActionAnswer>) => start(what, async () => expectSuccess(await request));
  return (
    <div className="balancer-panel">
      <div className="balancer-head">
        <div className="balancer-part">
          <h3>{words.strategy}</h3>
          <p className="balancer-strategy mono">{state.strategy ?? words.unknown}</p>
        </div>
        {act !== null && (
          <StrategyChoice
            strategy={state.strategy}
            disabled={isPending}
            onChoose={(strategy) => ask(words.switching(strategy), act('strategy', { strategy }))}
          />
        )}
        <PanicView state={state} />
      </div>
      {commands !== null && <ActionMessage state={action} />}
      <Silence windows={windows} atUs={atUs} />
      <TrafficFigures last={last} minute={minute} />
      <div className="balancer-pair">
        <div className="balancer-part">
          <h3>{words.answered}</h3>
          <Distribution replicas={replicas} last={last} minute={minute} />
        </div>
        <div className="balancer-part">
          <h3>{words.history}</h3>
          <History replicas={replicas} windows={windows} />
        </div>
      </div>
      <div className="balancer-part">
        <h3>{words.replicas}</h3>
        <ReplicaTable
          onDrain={act === null ? null : (replica) => ask(words.drainReplica(replica), act('drain', aimAt(replica)))}
          onResume={act === null ? null : (replica) => ask(words.resumeReplica(replica), act('resume', aimAt(replica)))}
          disabled={isPending}
          {...{ state, last, minute }}
        />
        <p className="balancer-soft">{words.windowNote}</p>
      </div>
      {commands !== null && (
        <div className="balancer-part screen-only">
          {cursor.kind === 'at' && <p className="balancer-soft">{words.earlier}</p>}
          {/* What the demonstrations show is of now, wherever the cursor of the page is. */}
          <TimeViewProvider initialRange={{ kind: 'all' }}>
            <Demonstrations system={system} commands={commands} />
          </TimeViewProvider>
        </div>
      )}
    </div>
  );
}

/** The parameters of an action's path. */
function aimAt(replica: string): object {
  return { parameters: { replica } };
}

function PanicView({ state: { panic, replicas, strategy } }: { readonly state: BalancerState }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  if (strategy === null) return null;
  const count = (value: number) => formatNumber(value, language);
  const isCalm = panic.kind === 'calm';
  const known = isCalm ? null : panic.inRotation;
  const alarm = known === null ? words.panicWithoutCounts : words.panic(count(known), count(replicas.length));
  // One element for both, so that a change is announced.
  return (
    <p role="status" className={isCalm ? 'balancer-soft balancer-calm' : 'balancer-panic'}>
      {!isCalm && <span aria-hidden="true">‼ </span>}
      {isCalm ? words.calm : alarm}
    </p>
  );
}

function Silence({ windows, atUs }: { readonly windows: BalancerState['windows']; readonly atUs: number }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const last = windows.at(-1);
  if (last === undefined) return <p className="balancer-soft">{words.noWindowYet}</p>;
  const silentMs = (atUs - last.endUs) / 1000;
  return silentMs > silenceMs ? (
    <p className="balancer-soft">{words.noWindowFor(formatDuration(silentMs, language))}</p>
  ) : null;
}
