/** The steps of a run in a row: what is done, what acts, what is to come. */
import type { ReactNode } from 'react';
import { Declared, useDeclared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import { useNumbers } from '../report/use-numbers.ts';
import { words } from './run-progress-words.ts';
import type { PhaseStep, RunSteps, StepState, TimeSoFar } from './run-steps.ts';

const signs: Readonly<Record<StepState, string>> = {
  done: '✓',
  measured: '●',
  acting: '▶',
  'to-come': '○',
  problem: '!',
};

interface PhaseStepperProps {
  readonly steps: RunSteps;
  /** The reasons that stand elsewhere: a step does not repeat them. */
  readonly told: readonly string[];
}

/** An ordered list; the present step is marked for a screen reader too. */
export function PhaseStepper({ steps, told }: PhaseStepperProps) {
  const text = useText(words);
  return (
    <ol className="run-steps" aria-label={text.steps}>
      <Step state={steps.before} name={text.before} />
      <Step state={steps.warmUp} name={text.warmUp} />
      {steps.phases.map((step) => (
        <Step key={step.phase} state={step.state} name={step.phase} isPhase>
          {step.isTimed && (
            <dl className="run-step-times">
              <Time name="TTD" time={step.ttd} state={step.state} />
              <Time name="TTR" time={step.ttr} state={step.state} />
            </dl>
          )}
          <Detail step={step} told={told} />
        </Step>
      ))}
      <Step state={steps.after} name={text.after} />
    </ol>
  );
}

/** States of which the sign says enough for the eye. */
function isPlain(state: StepState): boolean {
  return state === 'done' || state === 'to-come';
}

function isOver(state: StepState): boolean {
  return state === 'done' || state === 'measured' || state === 'problem';
}

interface StepProps {
  readonly state: StepState;
  readonly name: string;
  /** A phase, not what stands around the phases. */
  readonly isPhase?: boolean;
  readonly children?: ReactNode;
}

function Step({ state, name, isPhase = false, children }: StepProps) {
  const text = useText(words);
  const classes = `run-step ${state}${isPhase ? ' main' : ''}`;
  return (
    <li className={classes} aria-current={state === 'acting' ? 'step' : undefined}>
      <span className="run-step-head">
        <span className="run-step-sign" aria-hidden="true">
          {signs[state]}
        </span>
        <span className="run-step-name">{isPhase ? <Declared text={name} /> : name}</span>
        <span className={isPlain(state) ? 'visually-hidden' : 'run-step-state'}>{text.states[state]}</span>
      </span>
      {children}
    </li>
  );
}

function Time({ name, time, state }: { readonly name: string; readonly time: TimeSoFar; readonly state: StepState }) {
  const text = useText(words);
  const tell = useDeclared();
  const { figure } = useNumbers();
  const missing = isOver(state) ? text.notMeasured : text.notYet;
  const { now } = time;
  const showsMedian = time.count > 1 || state === 'to-come';
  return (
    <div>
      <dt>{name}</dt>
      <dd title={now.kind === 'absent' ? tell(now.reason) : undefined}>
        {state !== 'to-come' &&
          (now.kind === 'measured' ? (
            <strong>{figure(now.value, 'ms')}</strong>
          ) : (
            <span className="soft">{missing}</span>
          ))}
        {showsMedian && <span className="run-step-median">{text.median(figure(time.medianMs, 'ms'))}</span>}
      </dd>
    </div>
  );
}

/** Why a phase was not completed, or why a finished one has no time. */
function Detail({ step, told }: { readonly step: PhaseStep; readonly told: readonly string[] }) {
  const over = isOver(step.state);
  const reasons = [step.ttd.now, step.ttr.now].flatMap((time) => (time.kind === 'absent' ? [time.reason] : []));
  const why = step.detail !== '' ? step.detail : over && step.isTimed ? (reasons[0] ?? '') : '';
  if (why === '' || told.some((reason) => reason.includes(why))) return null;
  return (
    <p className="run-step-detail soft">
      <Declared text={why} />
    </p>
  );
}
