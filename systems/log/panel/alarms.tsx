import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import type { LogState } from './log-state.ts';
import type { ToldLog } from './message-rows.ts';
import { rivalLeaders } from './node-standing.ts';
import { panelWords } from './panel-words.ts';

interface AlarmsProps {
  readonly state: LogState;
  readonly atUs: number;
  readonly told: ToldLog;
}

/** What must not be: two nodes that lead, and logs that differ. One element for all, so that a change is announced. */
export function Alarms({ state, atUs, told: { diverging } }: AlarmsProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const rivals = rivalLeaders(state, atUs);
  const [first] = rivals;
  const names = rivals.map(({ instance, mode, term }) =>
    mode === 'raft' ? `${instance} (${words.term.toLowerCase()} ${term})` : instance,
  );
  const ids = diverging.slice(0, 3).map((id) => formatNumber(id, language));
  return (
    <div role="status" className="log-alarms">
      {first !== undefined && (
        <p className="log-alarm">
          <span aria-hidden="true">‼ </span>
          {words.rivals(names.join(', '))} {words.rivalsOf[first.mode]}
        </p>
      )}
      {diverging.length > 0 && (
        <p className="log-alarm">
          <span aria-hidden="true">≠ </span>
          {words.diverging(ids.join(', '))}
        </p>
      )}
    </div>
  );
}
