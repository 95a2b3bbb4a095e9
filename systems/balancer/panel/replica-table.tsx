/** Each replica: how it stands, its breaker, its weight, and what it did; live with a button that drains it. */
import { Declared } from '@temblor/view/context/declared.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { ScrollBox } from '@temblor/view/report/scroll-box.tsx';
import type { BalancerState, ReplicaModel } from './balancer-state.ts';
import type { ReplicaTraffic, Traffic } from './balancer-windows.ts';
import { BreakerTag } from './breaker-tag.tsx';
import { formatPercent, Swatch } from './distribution.tsx';
import { panelWords } from './panel-words.ts';
import { isDraining, markOfStanding, shareByWeight } from './replica-marks.ts';

interface ReplicaTableProps {
  readonly state: BalancerState;
  readonly last: Traffic;
  readonly minute: Traffic;
  /** Null where nothing can be done: in a report, and while the page shows an earlier moment. */
  readonly onDrain: ((replica: string) => void) | null;
  readonly onResume: ((replica: string) => void) | null;
  readonly disabled: boolean;
}

export function ReplicaTable({ state, last, minute, onDrain, onResume, disabled }: ReplicaTableProps) {
  const words = useText(panelWords);
  const texts = [words.replica, words.state, words.breaker, words.weight];
  const numbers = [words.inFlight, words.attempts, words.failed, words.latency];
  return (
    <ScrollBox label={words.replicas}>
      <table className="balancer-replicas">
        <caption className="visually-hidden">{words.replicas}</caption>
        <thead>
          <tr>
            {texts.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            {numbers.map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
            {onDrain !== null && onResume !== null && <th scope="col">{words.action}</th>}
          </tr>
        </thead>
        <tbody>
          {state.replicas.map((replica, index) => (
            <tr key={replica.id}>
              <th scope="row">
                <Swatch series={index} /> {replica.id}
              </th>
              <td>
                <StandingTag replica={replica} />
                <Told {...reasonOf(state, replica)} />
              </td>
              <td>
                {replica.breaker === null ? '–' : <BreakerTag state={replica.breaker.state} />}
                <Told detector={null} reason={replica.breaker?.reason ?? ''} />
              </td>
              <td>
                <WeightView replica={replica} state={state} />
              </td>
              <TrafficCells
                inFlight={replica.inFlight}
                last={last.byReplica.get(replica.id)}
                minute={minute.byReplica.get(replica.id)}
              />
              {onDrain !== null && onResume !== null && (
                <td>
                  <DrainButton {...{ replica, disabled, onDrain, onResume }} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Why it is OFF, as the balancer said it; nothing of one that is not. */
function reasonOf({ health }: BalancerState, { id, standing }: ReplicaModel): Reason {
  const own = Object.hasOwn(health, id) ? health[id] : undefined;
  if (markOfStanding(standing).health !== 'OFF' || own?.state !== 'OFF') return { detector: null, reason: '' };
  return own;
}

function StandingTag({ replica: { standing } }: { readonly replica: ReplicaModel }) {
  const words = useText(panelWords);
  const { tone, sign, health } = markOfStanding(standing);
  const known: Readonly<Record<string, string>> = words.standing;
  const word = standing === 'unknown' ? words.unknown : Object.hasOwn(known, standing) ? known[standing] : standing;
  return (
    <span className={`tag ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      {health === null ? word : `${health}, ${word}`}
    </span>
  );
}

interface Reason {
  readonly detector: string | null;
  readonly reason: string;
}

/** What the balancer says of itself. */
function Told({ detector, reason }: Reason) {
  if (reason === '') return null;
  return (
    <span className="balancer-told">
      {detector !== null && `${detector}: `}
      <Declared text={reason} />
    </span>
  );
}

function WeightView({ replica, state }: { readonly replica: ReplicaModel; readonly state: BalancerState }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const { weight } = replica;
  if (weight === null) return '–';
  const share = shareByWeight(replica, state.replicas, state.panic.kind === 'panic');
  const [effective, full] = [formatNumber(weight.effective, language, 2), formatNumber(weight.full, language, 2)];
  return (
    <>
      {effective === full ? full : words.ofWeight(effective, full)}
      {share !== null && <span className="balancer-below">{words.byWeight(formatPercent(share, language))}</span>}
    </>
  );
}

interface TrafficCellsProps {
  readonly inFlight: number | null;
  readonly last: ReplicaTraffic | undefined;
  readonly minute: ReplicaTraffic | undefined;
}

function TrafficCells({ inFlight, last, minute }: TrafficCellsProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const count = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, language));
  const duration = (value: number | null | undefined) => (value == null ? '–' : formatDuration(value, language));
  const longest = last?.maxMs ?? null;
  return (
    <>
      <td className="number">{inFlight === null ? '–' : count(inFlight)}</td>
      <td className="number">
        {count(last?.requests)}
        <span className="balancer-below">{count(minute?.requests)}</span>
      </td>
      <td className={(last?.failures ?? 0) > 0 ? 'number balancer-bad' : 'number'}>
        {count(last?.failures)}
        <span className="balancer-below">{count(minute?.failures)}</span>
      </td>
      <td className="number">
        {duration(last?.meanMs)}
        {longest !== null && <span className="balancer-below">{words.upTo(duration(longest))}</span>}
      </td>
    </>
  );
}

interface DrainButtonProps {
  readonly replica: ReplicaModel;
  readonly disabled: boolean;
  readonly onDrain: (replica: string) => void;
  readonly onResume: (replica: string) => void;
}

function DrainButton({ replica, disabled, onDrain, onResume }: DrainButtonProps) {
  const words = useText(panelWords);
  const isOut = isDraining(replica);
  return (
    <button
      type="button"
      className="button small"
      disabled={disabled || replica.standing === 'unknown'}
      aria-label={`${isOut ? words.resume : words.drain} ${replica.id}`}
      onClick={() => (isOut ? onResume : onDrain)(replica.id)}
    >
      {isOut ? words.resume : words.drain}
    </button>
  );
}
