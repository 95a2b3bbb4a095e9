/** The newest run of a system at the cursor: how far it is, what was measured so far, and what it came to. */
import { useId, useMemo } from 'react';
import { Declared } from '../context/declared.tsx';
import { useMeasuredFacts, useMomentUs, useSystem } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import type { RunModel } from '../model/system-model.ts';
import { CheckList } from '../report/check-list.tsx';
import { useNumbers } from '../report/use-numbers.ts';
import { VerdictTag } from '../report/verdict-tag.tsx';
import { PhaseStepper } from './phase-stepper.tsx';
import { words } from './run-progress-words.ts';
import { readRunSteps } from './run-steps.ts';
import './run-progress.css';

/** A card; it says so where nothing has run yet. */
export function RunProgress({ system }: { readonly system: string }) {
  const text = useText(words);
  const heading = useId();
  const { run } = useSystem(system);
  return (
    <section className="card run-progress" aria-labelledby={heading}>
      <div className="card-head">
        <h2 id={heading}>{run === null ? text.title : `${text.title}: ${run.experiment}`}</h2>
        <div role="status">{run !== null && <Standing run={run} />}</div>
      </div>
      {run === null ? <p className="soft">{text.none}</p> : <Progress system={system} run={run} />}
    </section>
  );
}

/** The verdict, or that there is none yet. Spoken when it changes, so nothing in it counts. */
function Standing({ run }: { readonly run: RunModel }) {
  const text = useText(words);
  if (run.verdict !== null) {
    return (
      <span className="run-verdict">
        <span className="visually-hidden">{text.verdict}: </span>
        <VerdictTag verdict={run.verdict.verdict} />
      </span>
    );
  }
  if (run.ended) return <VerdictTag verdict={null} />;
  return (
    <span className="tag">
      <span aria-hidden="true">▶</span>
      {run.phases.length === 0 ? text.preparing : text.running}
    </span>
  );
}

function Progress({ system, run }: { readonly system: string; readonly run: RunModel }) {
  const text = useText(words);
  const { seconds } = useNumbers();
  const momentUs = useMomentUs();
  const facts = useMeasuredFacts(system);
  const steps = useMemo(() => readRunSteps(run, facts), [run, facts]);
  const over = run.ended || run.verdict !== null;
  return (
    <>
      <ul className="run-facts soft">
        <li>
          <code>{run.run}</code>
        </li>
        {steps.repeat > 0 && <li>{text.repeat(steps.repeat, run.repeats)}</li>}
        <li>
          {text.seed} {run.seed}
        </li>
        {run.quick && <li>{text.quick}</li>}
        {!over && <li>{text.since(seconds(Math.max(0, momentUs - run.startedAtUs) / 1e6))}</li>}
      </ul>
      <PhaseStepper steps={steps} told={run.verdict?.reasons ?? []} />
      <Reasons run={run} />
      {run.checks.length > 0 && <Checks checks={run.checks} />}
      <Ending run={run} />
    </>
  );
}

/** Why the run did not pass, each reason once: what the verdict says includes the steady state and the end. */
function Reasons({ run }: { readonly run: RunModel }) {
  const text = useText(words);
  const { verdict, ended, endReason } = run;
  const isBad = verdict === null ? ended : verdict.verdict === 'failed';
  const lacking = run.steady
    .filter(({ holds }) => !holds)
    .map(({ when, detail }) => ({ before: when === 'before' ? text.before : text.after, reason: detail }));
  const told = (verdict?.reasons ?? []).map((reason) => ({ before: '', reason }));
  const end = endReason === '' ? [] : [{ before: '', reason: endReason }];
  const reasons = told.length > 0 ? told : [...lacking, ...end];
  if (reasons.length === 0) return null;
  return (
    <ul className={isBad ? 'run-reasons bad' : 'run-reasons'}>
      {reasons.map(({ before, reason }) => (
        <li key={`${before} ${reason}`}>
          {before === '' ? '' : `${before}: `}
          <Declared text={reason} />
        </li>
      ))}
    </ul>
  );
}

function Checks({ checks }: { readonly checks: RunModel['checks'] }) {
  const text = useText(words);
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  return (
    <div className="run-checks">
      <h3>
        {text.checks} <span className="soft">{text.summary(passed, checks.length)}</span>
      </h3>
      <CheckList checks={checks} />
    </div>
  );
}

function Ending({ run }: { readonly run: RunModel }) {
  const text = useText(words);
  if (run.verdict === null || !run.ended) return null;
  return (
    <p className="screen-only">
      <a href={`#/runs/${encodeURIComponent(run.run)}`}>{text.report}</a>
    </p>
  );
}
