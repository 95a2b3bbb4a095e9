/** The form that starts a run. */
import type { RunRequest, SystemSummary } from '@temblor/control/api/schemas';
import { Declared, DeclaredTexts } from '@temblor/view/context/declared.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import { useState } from 'react';
import { ActionNotice } from '../../app/action-notice.tsx';
import { useLab } from '../../live/lab-context.tsx';
import { goTo } from '../../routing/use-route.ts';
import { experimentsWords } from './experiments-words.ts';
import { PhaseChoice } from './phase-choice.tsx';
import type { RunWish } from './run-wish.ts';
import { experimentOf, initialWish, neededSettings, requestOf, withExperiment } from './run-wish.ts';

/** @param props.first the system that is chosen at first. */
export function ExperimentForm(props: { readonly systems: readonly SystemSummary[]; readonly first: SystemSummary }) {
  const { systems, first } = props;
  const text = useText(experimentsWords);
  const { api } = useLab();
  const [wish, setWish] = useState(() => initialWish(first));
  const [action, start] = useAction();
  const experiment = experimentOf(wish, systems);
  const request = experiment === undefined ? null : requestOf(wish, experiment);
  const submit = (wanted: RunRequest) =>
    start(text.starting, async () => {
      const { on } = await api.startRun(wanted);
      goTo({ kind: 'running', system: on });
    });
  return (
    <form
      className="experiment-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (request !== null) submit(request);
      }}
    >
      <Choices wish={wish} systems={systems} onChange={setWish} />
      {experiment !== undefined && (
        <DeclaredTexts spanish={systems.find(({ name }) => name === wish.system)?.spanish ?? {}}>
          <p className="experiment-about">
            <strong>
              <Declared text={experiment.title} />.
            </strong>{' '}
            <Declared text={experiment.description} />
          </p>
          <PhaseChoice
            phases={experiment.phases}
            without={wish.without}
            onChange={(without) => setWish({ ...wish, without })}
          />
        </DeclaredTexts>
      )}
      <div className="row">
        <button type="submit" className="button primary" disabled={request === null || action.kind === 'pending'}>
          {text.submit}
        </button>
        <ActionNotice state={action} />
      </div>
    </form>
  );
}

interface ChoicesProps {
  readonly wish: RunWish;
  readonly systems: readonly SystemSummary[];
  readonly onChange: (wish: RunWish) => void;
}

function Choices({ wish, systems, onChange }: ChoicesProps) {
  const text = useText(experimentsWords);
  const system = systems.find(({ name }) => name === wish.system);
  const choose = (name: string) => {
    const chosen = systems.find((each) => each.name === name);
    if (chosen !== undefined) onChange(initialWish(chosen));
  };
  const chooseExperiment = (name: string) => {
    const chosen = system?.experiments.find((each) => each.name === name);
    if (chosen !== undefined) onChange(withExperiment(wish, chosen));
  };
  return (
    <div className="experiment-choices">
      <label className="field">
        {text.system}
        <select value={wish.system} onChange={(event) => choose(event.target.value)}>
          {systems.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="field">
        {text.experiment}
        <select value={wish.experiment} onChange={(event) => chooseExperiment(event.target.value)}>
          {system?.experiments.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {system !== undefined && <Place wish={wish} system={system} onChange={onChange} />}
      <Numbers wish={wish} onChange={onChange} />
    </div>
  );
}

interface PlaceProps {
  readonly wish: RunWish;
  readonly system: SystemSummary;
  readonly onChange: (wish: RunWish) => void;
}

/** Where the run takes place: a running system that was started without what the experiment needs cannot be chosen. */
function Place({ wish, system, onChange }: PlaceProps) {
  const text = useText(experimentsWords);
  const experiment = experimentOf(wish, [system]);
  const needed = experiment === undefined ? '' : neededSettings(experiment);
  return (
    <label className="field">
      {text.place}
      <select
        value={wish.on ?? ''}
        aria-describedby={needed === '' ? undefined : 'place-hint'}
        onChange={(event) => onChange({ ...wish, on: event.target.value || null })}
      >
        <option value="">{text.own}</option>
        {system.running.map((id) => {
          const serves = experiment?.runsOn.includes(id) === true;
          return (
            <option key={id} value={id} disabled={!serves}>
              {serves ? text.on(id) : text.notOn(id)}
            </option>
          );
        })}
      </select>
      {needed !== '' && (
        <span className="field-hint" id="place-hint">
          {text.needs(needed)}
        </span>
      )}
    </label>
  );
}

function Numbers({ wish, onChange }: Pick<ChoicesProps, 'wish' | 'onChange'>) {
  const text = useText(experimentsWords);
  return (
    <>
      <label className="field">
        {text.repeats}
        <input
          type="number"
          min={1}
          max={1000}
          required
          value={wish.repeats}
          onChange={(event) => onChange({ ...wish, repeats: event.target.value })}
        />
      </label>
      <label className="field">
        {text.seed}
        <input
          type="number"
          min={0}
          step={1}
          value={wish.seed}
          aria-describedby="seed-hint"
          onChange={(event) => onChange({ ...wish, seed: event.target.value })}
        />
        <span className="field-hint" id="seed-hint">
          {text.seedHint}
        </span>
      </label>
      <label className="experiment-check">
        <input
          type="checkbox"
          checked={wish.quick}
          onChange={(event) => onChange({ ...wish, quick: event.target.checked })}
        />
        <span>
          {text.quick} <span className="soft">({text.quickHint})</span>
        </span>
      </label>
    </>
  );
}
