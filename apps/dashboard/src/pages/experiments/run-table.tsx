/** The runs of the lab's folder, newest first: what they came to, and two of them to compare. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { VerdictTag } from '@temblor/view/report/verdict-tag.tsx';
import { useState } from 'react';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { addressOf } from '../../routing/routes.ts';
import { goTo } from '../../routing/use-route.ts';
import { experimentsWords } from './experiments-words.ts';
import type { ListedRun } from './list-runs.ts';

/** So many rows are drawn before a user asks for more. */
const firstRows = 25;

export function RunTable({ runs }: { readonly runs: readonly ListedRun[] }) {
  const text = useText(experimentsWords);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isWhole, setWhole] = useState(false);
  if (runs.length === 0) return <p className="soft">{text.noRuns}</p>;
  const toggle = (run: string) =>
    setChosen(chosen.includes(run) ? chosen.filter((each) => each !== run) : [...chosen, run].slice(-2));
  const shown = isWhole ? runs : runs.slice(0, firstRows);
  return (
    <>
      <Comparison chosen={chosen} runs={runs} />
      <div className="scroll">
        <table className="run-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="run-table-chosen">{text.chosen}</span>
              </th>
              <th scope="col">{text.run}</th>
              <th scope="col">{text.verdict}</th>
              <th scope="col">{text.started}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <RunRow key={run.run} listed={run} isChosen={chosen.includes(run.run)} onToggle={toggle} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < runs.length && (
        <div className="row">
          <button type="button" className="button" onClick={() => setWhole(true)}>
            {text.more(runs.length - shown.length)}
          </button>
        </div>
      )}
    </>
  );
}

/** The older one is the left one, whichever was chosen first. */
function Comparison({ chosen, runs }: { readonly chosen: readonly string[]; readonly runs: readonly ListedRun[] }) {
  const text = useText(experimentsWords);
  const [right, left] = runs.filter(({ run }) => chosen.includes(run));
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        disabled={left === undefined || right === undefined}
        onClick={() => {
          if (left !== undefined && right !== undefined) goTo({ kind: 'compare', left: left.run, right: right.run });
        }}
      >
        {text.compare}
      </button>
      <span className="soft">{text.compareTwo}</span>
    </div>
  );
}

interface RunRowProps {
  readonly listed: ListedRun;
  readonly isChosen: boolean;
  readonly onToggle: (run: string) => void;
}

function RunRow({ listed, isChosen, onToggle }: RunRowProps) {
  const text = useText(experimentsWords);
  const { language } = useLanguage();
  const { run, state, startedAt } = listed;
  return (
    <tr>
      <td>
        <label className="run-choose">
          <input
            type="checkbox"
            checked={isChosen}
            disabled={state.kind !== 'finished'}
            aria-label={text.choose(run)}
            onChange={() => onToggle(run)}
          />
        </label>
      </td>
      <th scope="row" className="run-name">
        {state.kind === 'finished' ? <a href={addressOf({ kind: 'run', run })}>{run}</a> : run}
      </th>
      <td>
        <RunState listed={listed} />
      </td>
      <td>{startedAt === null ? '–' : new Date(startedAt).toLocaleString(language, { hourCycle: 'h23' })}</td>
    </tr>
  );
}

function RunState({ listed: { run, state } }: { readonly listed: ListedRun }) {
  const text = useText(experimentsWords);
  const { api } = useLab();
  const [action, start] = useAction();
  switch (state.kind) {
    case 'finished':
      return <VerdictTag verdict={state.verdict} />;
    case 'damaged':
      return (
        <span className="tag warn">
          <span aria-hidden="true">!</span>
          {text.damaged}
        </span>
      );
    case 'without-report':
      return (
        <span className="tag">
          <span aria-hidden="true">–</span>
          {text.noReport}
        </span>
      );
    case 'active':
      return (
        <span className="row">
          <span className="tag warn">
            <span aria-hidden="true">▶</span>
            {text.active}
          </span>
          <a href={addressOf({ kind: 'running', system: state.on })}>{text.watch}</a>
          <button
            type="button"
            className="button small danger"
            aria-label={text.abortRun(run)}
            disabled={action.kind === 'pending'}
            onClick={() => start(text.aborting, async () => void (await api.abortRun(run)))}
          >
            {text.abort}
          </button>
          <ActionNotice state={action} />
        </span>
      );
    default:
      return state satisfies never;
  }
}
