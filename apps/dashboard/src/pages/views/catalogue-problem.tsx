/** Stands where faults would be injected, when it is not known which there are. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useText } from '@temblor/view/context/language.tsx';

const en = {
  title: 'Break it',
  problem: 'Faults cannot be injected from here until the lab has said which there are:',
};
const es: typeof en = {
  title: 'Rómpalo',
  problem: 'Desde aquí no se pueden inyectar fallos hasta que el laboratorio diga cuáles hay:',
};
const words = { en, es } satisfies Messages<typeof en>;

/** @param props.problem why the lab's catalogue could not be read. It is read again when the lab is back. */
export function CatalogueProblem({ problem }: { readonly problem: string }) {
  const text = useText(words);
  return (
    <section className="card" aria-labelledby="catalogue-problem">
      <h2 id="catalogue-problem">{text.title}</h2>
      <p role="alert" className="problem">
        {text.problem} <span lang="en">{problem}</span>
      </p>
    </section>
  );
}
