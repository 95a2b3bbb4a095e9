/** The words that a class meets on the page, told in a sentence each. Folded away until someone asks. */
import './glossary.css';
import type { Messages } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { glossaryWords } from './glossary-words.ts';
import type { Term } from './term.ts';

/** A disclosure; on paper it is left out. @param props.own the words of the system that is shown; they come first. */
export function Glossary({ own }: { readonly own?: Messages<readonly Term[]> | undefined }) {
  const { language } = useLanguage();
  const { title, terms } = useText(glossaryWords);
  return (
    <details className="card glossary screen-only">
      <summary>
        <span aria-hidden="true">?</span> {title}
      </summary>
      <dl>
        {[...(own?.[language] ?? []), ...terms].map(({ term, meaning }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
