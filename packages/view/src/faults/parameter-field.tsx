import { useId } from 'react';
import { useLanguage, useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { FaultParameter } from './fault-fields.ts';
import { choiceWord, parameterLabel } from './fault-text.ts';

interface ParameterFieldProps {
  readonly parameter: FaultParameter;
  readonly value: string | boolean;
  readonly onChange: (value: string | boolean) => void;
}

/** A field for a parameter of a fault, as its kind wants it. */
export function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
  const { language } = useLanguage();
  const words = useText(breakItWords);
  const { name, kind, choices, minimum, maximum } = parameter;
  const label = parameterLabel(name, language);
  switch (kind) {
    case 'number':
      return <NumberField {...{ label, minimum, maximum, onChange }} value={String(value)} />;
    case 'choice':
      return (
        <label className="field">
          {label}
          <select value={String(value)} onChange={(event) => onChange(event.target.value)}>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choiceWord(choice, language)}
              </option>
            ))}
          </select>
        </label>
      );
    case 'text':
    case 'value':
      return (
        <label className="field">
          {label}
          <input
            value={String(value)}
            placeholder={parameter.default === null && !parameter.required ? words.optional : ''}
            onChange={(event) => onChange(event.target.value)}
          />
        </label>
      );
    case 'flag':
      return (
        <label className="row">
          <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
          {label}
        </label>
      );
  }
  return kind satisfies never;
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly onChange: (value: string) => void;
}

/** A number with its bounds below. */
export function NumberField({ label, value, minimum, maximum, onChange }: NumberFieldProps) {
  const words = useText(breakItWords);
  const hint = useId();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={value}
        aria-describedby={hint}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={hint} className="field-hint">
        {words.bounds(minimum, maximum)}
      </span>
    </div>
  );
}
