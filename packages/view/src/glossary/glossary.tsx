/** The words that a class meets on the page, told in a sentence each. Folded away until someone asks. */
import './glossary.css';
import { useText } from '../context/language.tsx';
import { glossaryWords } from './glossary-words.ts';

/** A disclosure; on paper it is left out. */
export function Glossary() {
  const { title, terms } = useText(glossaryWords);
  return (
    <details className="card glossary screen-only">
      <summary>
        <span aria-hidden="true">?</span> {title}
      </summary>
      <dl>
        {terms.map(({ term, meaning }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
