/** Messages between nodes over time, up to the cursor: the few that matter. Only of a journal that tells of messages. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { readHappenings } from '@temblor/lab/measure/space-time/happening';
import { layOutSpaceTime } from '@temblor/lab/measure/space-time/layout';
import { selectRelevant } from '@temblor/lab/measure/space-time/relevant';
import { useId, useMemo } from 'react';
import { useFold, useJournal, useMomentUs } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import type { Fold } from '../model/fold.ts';
import { SpaceTimeDiagram } from './space-time-diagram.tsx';
import { spaceTimeWords } from './space-time-words.ts';

/** More would not be read. */
const mostEvents = 24;

/** Whether there was a message by then; a step a fact, so that a journal without messages costs nothing more. */
const tellsOfMessages: Fold<boolean> = {
  initial: false,
  step: (known, { type }) => known || type === 'message-delivered' || type === 'message-lost',
};

/** @param props.system the id of the system. Nothing where its journal tells of no message by the cursor. */
export function SpaceTimeView({ system }: { readonly system: string }) {
  const hasMessages = useFold(system, tellsOfMessages);
  return hasMessages ? <SpaceTimeCard system={system} /> : null;
}

function SpaceTimeCard({ system }: { readonly system: string }) {
  const text = useText(spaceTimeWords);
  const heading = useId();
  const facts = useJournal().ordered(system).until(useMomentUs());
  const layout = useMemo(() => layOutFacts(facts), [facts]);
  return (
    <section className="card space-time" aria-labelledby={heading}>
      <div className="card-head">
        <div className="row">
          <h2 id={heading}>{text.title}</h2>
          <span className="soft">{text.shown(layout.items.length)}</span>
        </div>
      </div>
      <SpaceTimeDiagram layout={layout} originUs={0} />
    </section>
  );
}

function layOutFacts(facts: readonly JournalEvent[]) {
  return layOutSpaceTime(selectRelevant(readHappenings(facts), mostEvents));
}
