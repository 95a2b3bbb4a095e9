import { useJournal } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useTimeView } from '@temblor/view/context/time-view.tsx';
import { formatTimeOfDay } from '@temblor/view/events/figures';
import { knownWord } from '@temblor/view/events/known-word';
import { StateTag } from '@temblor/view/report/verdict-tag.tsx';
import type { Mark } from '@temblor/view/topology/instance-state';
import { panelWords } from './panel-words.ts';
import { describeReason, reasonWords } from './reason-words.ts';
import type { SagaStanding, SagaStep, ToldSaga } from './told-sagas.ts';
import { shownSagas, standingOf } from './told-sagas.ts';

const mostWrong = 6;
const mostOthers = 3;

const marks: Readonly<Record<string, Mark>> = {
  forward: { sign: '→', tone: 'idle' },
  unknown: { sign: '?', tone: 'warn' },
  backward: { sign: '←', tone: 'warn' },
  committed: { sign: '●', tone: 'good' },
  completed: { sign: '✓', tone: 'good' },
  compensated: { sign: '⊘', tone: 'idle' },
  waiting: { sign: '·', tone: 'idle' },
  doing: { sign: '…', tone: 'idle' },
  done: { sign: '✓', tone: 'good' },
  refused: { sign: '✕', tone: 'bad' },
  undoing: { sign: '←', tone: 'warn' },
  undone: { sign: '⊘', tone: 'idle' },
} satisfies Record<SagaStanding | SagaStep['state'], Mark>;

/** The last sagas that went wrong and some of the others, each with its steps; its time is a way to its moment. */
export function SagaList({ sagas }: { readonly sagas: readonly ToldSaga[] }) {
  const words = useText(panelWords);
  if (sagas.length === 0) return <p className="rsv-soft">{words.nothingYet}</p>;
  return (
    <ul className="rsv-sagas" aria-label={words.sagas}>
      {shownSagas(sagas, mostWrong, mostOthers).map((saga) => (
        <SagaRow key={saga.id} saga={saga} />
      ))}
    </ul>
  );
}

function SagaRow({ saga }: { readonly saga: ToldSaga }) {
  const words = useText(panelWords);
  const reasons = useText(reasonWords);
  const store = useJournal();
  const { setCursor } = useTimeView();
  const { id, steps, reason, atUs, doubted } = saga;
  const standing = standingOf(saga);
  const mark = marks[standing] ?? { sign: '?', tone: 'idle' };
  return (
    <li>
      <p className="row">
        <StateTag {...mark} word={knownWord(words.state, standing)} />
        <code>{id}</code>
        {reason !== null && (
          <span className="rsv-soft" title={reason}>
            {describeReason(reason, reasons)}
          </span>
        )}
        <button
          type="button"
          className="button small"
          title={words.goTo(id)}
          onClick={() => setCursor({ kind: 'at', atUs })}
        >
          {formatTimeOfDay(store.wallClockMs(atUs))}
        </button>
      </p>
      <ol className="rsv-steps">
        {steps.map(({ name, state, attempt }) => (
          <li key={name} className={doubted.includes(name) ? `${state} doubted` : state}>
            <strong>{words.step(name)}</strong>
            <span>
              <span aria-hidden="true">{marks[state]?.sign ?? '?'} </span>
              {state === 'waiting' && standing === 'compensated' ? words.notBegun : knownWord(words.state, state)}
              {attempt > 1 && ` ×${attempt}`}
              {state !== 'unknown' && doubted.includes(name) && words.doubted}
            </span>
          </li>
        ))}
      </ol>
    </li>
  );
}
