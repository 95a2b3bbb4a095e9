/** What the checkers found: a verdict and a sentence each, and the violations below it. */

import { useState } from 'react';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import type { Verdict } from './verdict-tag.tsx';
import { VerdictTag } from './verdict-tag.tsx';
import './check-list.css';

interface Check {
  readonly check: string;
  readonly verdict: NonNullable<Verdict>;
  readonly summary: string;
  readonly violations: readonly string[];
}

const en = {
  violations: (count: number) => (count === 1 ? '1 violation' : `${count} violations`),
  showAll: (count: number) => `Show all ${count}`,
  some: (shown: number, all: number) => `${shown} of ${all} violations are shown; all of them are in report.json.`,
};
const es: typeof en = {
  violations: (count) => (count === 1 ? '1 violación' : `${count} violaciones`),
  showAll: (count) => `Mostrar las ${count}`,
  some: (shown, all) => `Se muestran ${shown} de ${all} violaciones; todas están en report.json.`,
};
const words = { en, es } satisfies Messages<typeof en>;

/** So many violations of one check are shown at first. */
const most = 10;

/** Every check in its order. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className="check-list">
      {checks.map((check) => (
        <li key={check.check}>
          <span className="check-list-name">
            <VerdictTag verdict={check.verdict} /> <Declared text={check.check} />
          </span>
          <div>
            <span className="soft">
              <Declared text={check.summary} />
            </span>
            {check.violations.length > 0 && <Violations violations={check.violations} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Violations({ violations }: { readonly violations: readonly string[] }) {
  const text = useText(words);
  const [everything, setEverything] = useState(false);
  const shown = everything ? violations : violations.slice(0, most);
  return (
    <div className="check-list-violations">
      <strong>{text.violations(violations.length)}</strong>
      <ol>
        {[...shown.entries()].map(([index, violation]) => (
          <li key={index}>
            <Declared text={violation} />
          </li>
        ))}
      </ol>
      {shown.length < violations.length && (
        <div className="row">
          <span className="soft">{text.some(shown.length, violations.length)}</span>
          <button type="button" className="button small screen-only" onClick={() => setEverything(true)}>
            {text.showAll(violations.length)}
          </button>
        </div>
      )}
    </div>
  );
}
