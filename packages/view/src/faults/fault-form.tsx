import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { SystemTopology } from '@temblor/lab/journal/event';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useLanguage, useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { FaultWish } from './fault-actions.ts';
import type { FieldValues, FormProblem, Sides } from './fault-fields.ts';
import { durationField, enteredValue, fieldsOf, isHold, readForm } from './fault-fields.ts';
import { faultSentence } from './fault-kind-words.ts';
import type { Aim } from './fault-offers.ts';
import { parameterLabel } from './fault-text.ts';
import { NumberField, ParameterField } from './parameter-field.tsx';
import { SideFields } from './side-fields.tsx';

interface FaultFormProps {
  /** What can act at the aim. */
  readonly offered: readonly FaultDescription[];
  readonly aim: Aim;
  readonly topology: SystemTopology;
  readonly disabled: boolean;
  /** @param target in words. */
  readonly onWish: (wish: FaultWish) => void;
}

/** Which fault, with which parameters, for how long. What was entered for a kind is kept while another is looked at. */
export function FaultForm({ offered, aim, topology, disabled, onWish }: FaultFormProps) {
  const words = useText(breakItWords);
  const { language } = useLanguage();
  const [kind, setKind] = useState('');
  const [entered, setEntered] = useState<Readonly<Record<string, FieldValues>>>({});
  const [sides, setSides] = useState<Sides>({});
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const fault = offered.find((description) => description.kind === kind) ?? offered[0];
  if (fault === undefined) return <p className="soft">{words.nothingOffered}</p>;
  const values = (Object.hasOwn(entered, fault.kind) ? entered[fault.kind] : undefined) ?? {};
  const duration = durationField(fault);
  const seconds = String(values.durationMs ?? duration.initialSeconds);
  const timeLabel = isHold(fault) ? words.hold : words.timeLimit;
  const sentence = faultSentence(fault.kind, language);
  const change = (name: string, value: string | boolean) => {
    setEntered({ ...entered, [fault.kind]: { ...values, [name]: value } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = readForm({ fault, aim, seconds, values, sides, language });
    setProblem(result.kind === 'problem' ? result.problem : null);
    if (result.kind === 'wish') onWish(result.wish);
  };
  const labelOf = (field: string) => (field === 'durationMs' ? timeLabel : parameterLabel(field, language));
  return (
    <form className="fault-form" onSubmit={submit} onChange={() => setProblem(null)} noValidate>
      <label className="field">
        {words.fault}
        <select value={fault.kind} onChange={(event) => setKind(event.target.value)}>
          {offered.map((description) => (
            <option key={description.kind}>{description.kind}</option>
          ))}
        </select>
      </label>
      {sentence !== null && <p className="soft fault-sentence">{sentence}</p>}
      <div className="fault-parameters">
        {fieldsOf(fault).map((parameter) => (
          <ParameterField
            key={`${fault.kind} ${parameter.name}`}
            parameter={parameter}
            value={enteredValue(values, parameter)}
            onChange={(value) => change(parameter.name, value)}
          />
        ))}
        <NumberField
          label={timeLabel}
          value={seconds}
          minimum={duration.minimumSeconds}
          maximum={duration.maximumSeconds}
          onChange={(value) => change('durationMs', value)}
        />
      </div>
      {aim.kind === 'groups' && (
        <SideFields
          members={[...topology.instances.map(({ id }) => id), ...topology.stores]}
          sides={sides}
          onChange={setSides}
        />
      )}
      {problem !== null && (
        <p role="alert" className="problem">
          {problem.kind === 'empty-side'
            ? words.emptySide
            : words.outOfBounds(labelOf(problem.field), problem.minimum, problem.maximum)}
        </p>
      )}
      <button type="submit" className="button primary" disabled={disabled}>
        {words.inject}
      </button>
    </form>
  );
}
