import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useTimeView } from '@temblor/view/context/time-view.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import type { Election } from './log-state.ts';
import { panelWords } from './panel-words.ts';

const mostShown = 5;

/** The last elections, the newest first; each is a way to its moment. */
export function ElectionList({ elections, atUs }: { readonly elections: readonly Election[]; readonly atUs: number }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const { setCursor } = useTimeView();
  const length = (us: number) => formatDuration(Math.max(0, us) / 1000, language);
  if (elections.length === 0) return <p className="log-soft">{words.noElections}</p>;
  return (
    <ul className="log-elections">
      {elections
        .slice(-mostShown)
        .reverse()
        .map((election) => {
          const { sequence, instance, lost } = election;
          const term = formatNumber(election.term, language);
          return (
            <li key={sequence}>
              <button
                type="button"
                className="button small"
                title={words.goTo(instance, term)}
                onClick={() => setCursor({ kind: 'at', atUs: election.atUs })}
              >
                <span aria-hidden="true">★ </span>
                {words.elected(instance, term)}
              </button>{' '}
              <span className="log-soft">
                {words.ago(length(atUs - election.atUs))}
                {lost !== null && `, ${words.afterLoss(length(election.atUs - lost.atUs), lost.instance)}`}
              </span>
            </li>
          );
        })}
    </ul>
  );
}
