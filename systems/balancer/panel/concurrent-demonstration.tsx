import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import type { BalancerState } from './balancer-state.ts';
import { addWindows } from './balancer-windows.ts';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';

/** The load that is on the system now; no rate where there is none. */
export interface LoadNow {
  readonly ratePerSecond: number | null;
  /** Whether a run uses the system: its load is its own. */
  readonly isOfRun: boolean;
}

interface ConcurrentDemonstrationProps {
  readonly state: BalancerState;
  readonly load: LoadNow;
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

const durationMs = 60_000;

/** Load for a while, and what the balancer makes of it. */
export function ConcurrentDemonstration({ state, load, commands, disabled }: ConcurrentDemonstrationProps) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  const [action, start] = useAction();
  const { ratePerSecond, isOfRun } = load;
  const count = (value: number) => formatNumber(value, language);
  const last = addWindows(state.windows.slice(-1));
  const rates = state.windows.flatMap((window) => addWindows([window]).ratePerSecond ?? []);
  const inFlight = state.replicas.reduce((sum, replica) => sum + (replica.inFlight ?? 0), 0);
  const rate = (value: number | null) => (value === null ? '–' : words.perSecond(count(value)));
  const figures: readonly (readonly [name: string, value: string])[] = [
    [words.throughput, rate(last.ratePerSecond)],
    [words.highest, rate(rates.length === 0 ? null : Math.max(...rates))],
    [words.inFlight, count(inFlight)],
    [words.failed, count(addWindows(state.windows).failures)],
  ];
  return (
    <Demonstration title={words.concurrent} hint={words.concurrentHint}>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={disabled || isOfRun || ratePerSecond !== null || action.kind === 'pending'}
          onClick={() => start(words.startingLoad, () => commands.startLoad({ ratePerSecond: null, durationMs }))}
        >
          {words.startLoad}
        </button>
        <span className="balancer-soft">
          {ratePerSecond === null ? words.noLoad : words.loadRuns(count(ratePerSecond))}
        </span>
      </div>
      <dl className="balancer-results">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ActionMessage state={action} />
    </Demonstration>
  );
}
