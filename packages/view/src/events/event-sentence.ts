import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Language } from '../context/language.tsx';
import { eventKinds } from './event-kinds.ts';
import { tellInEnglish } from './sentences-en.ts';
import { tellInSpanish } from './sentences-es.ts';

/** What an event says, in one plain sentence; of a kind that this page does not know, from a newer lab, its name. */
export function tellEvent(event: JournalEvent, language: Language): string {
  if (!Object.hasOwn(eventKinds, event.type)) return String(event.type);
  switch (language) {
    case 'en':
      return tellInEnglish(event);
    case 'es':
      return tellInSpanish(event);
    default:
      return language satisfies never;
  }
}
