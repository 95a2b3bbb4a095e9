/** The system as a graph of its processes and links, at the cursor. */
import './topology.css';
import { useCallback, useId, useState } from 'react';
import { useJournal, useMomentUs, useSystem } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import { useNowUs } from '../faults/use-now-us.ts';
import { PlaceDetails } from './place-details.tsx';
import { readLinks } from './topology-facts.ts';
import { TopologyGraph } from './topology-graph.tsx';
import { TopologyTable } from './topology-table.tsx';
import { topologyWords } from './topology-words.ts';

interface TopologyViewProps {
  readonly system: string;
  /** The id of an instance, link or store. */
  readonly selected: string | null;
  readonly onSelect: (place: string | null) => void;
}

/** Selecting what is selected lets go of it. */
export function TopologyView({ system: id, selected, onSelect }: TopologyViewProps) {
  const words = useText(topologyWords);
  const heading = useId();
  const store = useJournal();
  const system = useSystem(id);
  const atUs = useMomentUs();
  const nowUs = useNowUs(system.faults.some(({ lifted }) => lifted === null));
  const [form, setForm] = useState<'graph' | 'table'>('graph');
  const links = readLinks(store, system, atUs);
  const select = useCallback((place: string) => onSelect(place === selected ? null : place), [onSelect, selected]);
  const isEmpty = system.topology.instances.length === 0;
  return (
    <section className="card topology" aria-labelledby={heading}>
      <div className="card-head">
        <h2 id={heading}>{words.heading}</h2>
        <fieldset className="row topology-forms screen-only">
          <legend className="visually-hidden">{words.view}</legend>
          {(['graph', 'table'] as const).map((choice) => (
            <button
              key={choice}
              type="button"
              className="button small"
              aria-pressed={form === choice}
              onClick={() => setForm(choice)}
            >
              {choice === 'graph' ? words.asGraph : words.asTable}
            </button>
          ))}
        </fieldset>
      </div>
      {isEmpty && <p className="soft">{words.nothing}</p>}
      {!isEmpty && form === 'graph' && (
        <TopologyGraph system={system} links={links} nowUs={nowUs} selected={selected} onSelect={select} />
      )}
      {!isEmpty && form === 'table' && <TopologyTable system={system} links={links} nowUs={nowUs} />}
      {selected !== null && (
        <PlaceDetails place={selected} system={system} links={links} nowUs={nowUs} onClose={() => onSelect(null)} />
      )}
    </section>
  );
}
