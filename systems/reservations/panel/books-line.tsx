import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { StateTag, VerdictTag } from '@temblor/view/report/verdict-tag.tsx';
import { panelWords } from './panel-words.ts';
import type { CheckFinished, ReservationsState } from './reservations-state.ts';
import { unheardOrchestrators } from './reservations-state.ts';
import type { EventSeats } from './seat-balance.ts';
import { balanceOf } from './seat-balance.ts';

interface BooksLineProps {
  readonly state: ReservationsState;
  readonly atUs: number;
}

/** Whether the books balance, and who is not heard of. One element for all, so that a change is announced. */
export function BooksLine({ state, atUs }: BooksLineProps) {
  const words = useText(panelWords);
  return (
    <div role="status" className="rsv-status">
      <SeatsLine seats={state.seats} />
      {state.checks.length > 0 && <ChecksLine checks={state.checks} />}
      {unheardOrchestrators(state, atUs).map((id) => (
        <p key={id} className="problem">
          <span aria-hidden="true">⚠ </span>
          {words.unheard(id)}
        </p>
      ))}
    </div>
  );
}

function SeatsLine({ seats }: { readonly seats: readonly EventSeats[] }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const balance = balanceOf(seats);
  const number = (value: number) => formatNumber(value, language);
  switch (balance.kind) {
    case 'none':
      return (
        <p>
          <StateTag tone="idle" sign="?" word={words.noBooks} />
        </p>
      );
    case 'balanced':
      return (
        <p className="row rsv-books good">
          <StateTag tone="good" sign="✓" word={words.balanced} />
          {words.balancedHint(number(balance.events))}
        </p>
      );
    case 'broken':
      return (
        <p className="row rsv-books bad">
          <StateTag tone="bad" sign="✕" word={words.broken} />
          {words.brokenHint}
          {balance.wrong.map(({ event, capacity, free, held, sold }) => (
            <span key={event}>
              <bdi>{event}</bdi>: {number(capacity)} ≠ {number(free)} + {number(held)} + {number(sold)}
            </span>
          ))}
        </p>
      );
    default:
      return balance satisfies never;
  }
}

/** The report has them one by one; here those that did not pass are named. */
function ChecksLine({ checks }: { readonly checks: readonly CheckFinished[] }) {
  const words = useText(panelWords);
  const others = checks.filter(({ verdict }) => verdict !== 'passed');
  return (
    <p className={`row rsv-books ${others.length === 0 ? 'good' : 'bad'}`}>
      {words.checks}
      {others.length === 0 && <VerdictTag verdict="passed" />}
      {others.map(({ sequence, check, verdict }) => (
        <span key={sequence}>
          <VerdictTag verdict={verdict} /> {check}
        </span>
      ))}
    </p>
  );
}
