/** Asks for the link that the lab printed: only whoever can read the terminal may use the lab. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { useState } from 'react';
import { useLab } from '../live/lab-context.tsx';
import { readPastedToken } from '../routing/routes.ts';
import { Page } from './page.tsx';

const en = {
  title: 'Open the link of your lab',
  why: 'This page has no access to the lab: the link that the lab printed carries a token, and this page has none, or the one of another lab.',
  how: 'Open that link. This command prints it, in the folder of the lab:',
  field: 'Or paste the link, or its token, here',
  submit: 'Use it',
  unreadable: 'There is no token in this text. The link looks like http://127.0.0.1:7070/#/?token=…',
  refused: 'The lab refuses this token: it belongs to another lab, or to another folder.',
};
const es: typeof en = {
  title: 'Abra el enlace de su laboratorio',
  why: 'Esta página no tiene acceso al laboratorio: el enlace que este imprimió lleva una clave, y esta página no tiene ninguna, o tiene la de otro laboratorio.',
  how: 'Abra ese enlace. Esta orden lo imprime, en la carpeta del laboratorio:',
  field: 'O pegue aquí el enlace, o su clave',
  submit: 'Usarlo',
  unreadable: 'En este texto no hay ninguna clave. El enlace es como http://127.0.0.1:7070/#/?token=…',
  refused: 'El laboratorio rechaza esta clave: es de otro laboratorio, o de otra carpeta.',
};
const words = { en, es } satisfies Messages<typeof en>;

export function TokenPage() {
  const text = useText(words);
  const lab = useLab();
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<'unreadable' | 'refused' | null>(null);
  const submit = async () => {
    const token = readPastedToken(pasted);
    setProblem(token === null ? 'unreadable' : null);
    if (token !== null && !(await lab.offerToken(token))) setProblem('refused');
  };
  return (
    <Page title={text.title}>
      <form
        className="card token-card"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{text.why}</p>
        <p>
          {text.how} <code className="token-command">temblor dashboard</code>
        </p>
        <label className="field">
          {text.field}
          <input
            type="text"
            value={pasted}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem !== null}
            aria-describedby={problem !== null ? 'token-problem' : undefined}
            onChange={(event) => setPasted(event.target.value)}
          />
        </label>
        {problem !== null && (
          <p id="token-problem" role="alert" className="problem">
            {text[problem]}
          </p>
        )}
        <div className="row">
          <button type="submit" className="button primary">
            {text.submit}
          </button>
        </div>
      </form>
    </Page>
  );
}
