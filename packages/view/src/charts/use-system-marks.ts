import { useMemo } from 'react';
import { useDeclared } from '../context/declared.tsx';
import { useMarks } from '../context/journal.tsx';
import type { Marks } from './marks.ts';
import type { NotableEvent } from './notable-events.ts';
import { notableEvents } from './notable-events.ts';

/** The marks of a system, and the events among them that are worth going to. */
export interface SystemMarks {
  readonly marks: Marks;
  readonly events: readonly NotableEvent[];
}

/** The same marks and events until a fact comes that matters to them. */
export function useSystemMarks(system: string): SystemMarks {
  const marks = useNamedMarks(system);
  const events = useMemo(() => notableEvents(marks), [marks]);
  return { marks, events };
}

/** The marks, phases named in the language of the page. */
export function useNamedMarks(system: string): Marks {
  const marks = useMarks(system);
  const tell = useDeclared();
  return useMemo(() => {
    const phases = marks.phases.map((phase) => ({ ...phase, name: tell(phase.name) }));
    return { ...marks, phases };
  }, [marks, tell]);
}
