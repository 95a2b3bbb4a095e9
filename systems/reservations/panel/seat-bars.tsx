import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { panelWords } from './panel-words.ts';
import type { EventSeats } from './seat-balance.ts';
import { addsUp, shownSeats } from './seat-balance.ts';

const mostShown = 8;
const parts = ['sold', 'held', 'free'] as const;

/** Where the seats of each event are: a bar, and beside it the numbers that it repeats. */
export function SeatBars({ seats }: { readonly seats: readonly EventSeats[] }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  if (seats.length === 0) return <p className="rsv-soft">{words.nothingYet}</p>;
  return (
    <>
      <ul className="rsv-seats" aria-label={words.seats}>
        {shownSeats(seats, mostShown).map((event) => (
          <li key={event.event}>
            <p className="rsv-seats-head">
              <strong>
                {!addsUp(event) && (
                  <span className="rsv-wrong" aria-hidden="true">
                    ✕{' '}
                  </span>
                )}
                <bdi>{event.event}</bdi>
              </strong>
              <span className="rsv-soft">{words.of(number(event.capacity))}</span>
            </p>
            <div className="rsv-bar" aria-hidden="true">
              {parts.map((part) => (
                <span key={part} className={part} style={{ flexGrow: Math.max(0, event[part]) }} />
              ))}
            </div>
            <p className="rsv-seats-head">
              {parts.map((part) => (
                <span key={part}>
                  <span className={`rsv-bar-key ${part}`} aria-hidden="true" /> {number(event[part])} {words[part]}
                </span>
              ))}
            </p>
          </li>
        ))}
      </ul>
      {seats.length > mostShown && <p className="rsv-soft">{words.moreEvents(number(seats.length - mostShown))}</p>}
    </>
  );
}
