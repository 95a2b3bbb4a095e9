import type { JournalEvent } from '@temblor/lab/journal/event';
import { useContext } from 'react';
import { SpanishContext } from '../context/declared.tsx';
import { useLanguage } from '../context/language.tsx';
import { translate } from '../context/translate.ts';
import { withWords } from './event-quotes.ts';
import { tellEvent } from './event-sentence.ts';

/** Around what stays English in a Spanish sentence; characters that no text has. */
const quote = '\uE000';

/** What an event says, in the language of the page; what it quotes in English is marked so. */
export function EventText({ event }: { readonly event: JournalEvent }) {
  const { language } = useLanguage();
  const spanish = useContext(SpanishContext);
  if (language === 'en') return tellEvent(event, language);
  const told = withWords(event, (text) => (text === '' ? '' : (translate(text, spanish) ?? `${quote}${text}${quote}`)));
  return tellEvent(told, language)
    .split(quote)
    .map((part, place) =>
      place % 2 === 0 ? (
        part
      ) : (
        <span key={place} lang="en">
          {part}
        </span>
      ),
    );
}
