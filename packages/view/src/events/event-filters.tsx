import { useSystem } from '../context/journal.tsx';
import { useText } from '../context/language.tsx';
import type { EventGroup } from './event-kinds.ts';
import { eventGroups } from './event-kinds.ts';
import { eventWords } from './event-words.ts';
import { describePlace } from './fault-target.ts';

/** What a reader asked for. */
export interface EventChoice {
  readonly groups: ReadonlySet<EventGroup>;
  /** An instance, link or store; '' for everything. */
  readonly subject: string;
  readonly text: string;
}

interface EventFiltersProps {
  /** The systems whose parts can be chosen. */
  readonly systems: readonly string[];
  readonly choice: EventChoice;
  readonly onChange: (choice: EventChoice) => void;
}

/** The controls above the list. */
export function EventFilters({ systems, choice, onChange }: EventFiltersProps) {
  const words = useText(eventWords);
  const { groups, subject, text } = choice;
  const toggle = (group: EventGroup) => {
    const changed = new Set(groups);
    if (!changed.delete(group)) changed.add(group);
    onChange({ ...choice, groups: changed });
  };
  return (
    <div className="event-list-filters screen-only">
      <fieldset className="event-list-groups">
        <legend className="visually-hidden">{words.kinds}</legend>
        {eventGroups.map((group) => (
          <label key={group} className="event-list-group">
            <input type="checkbox" checked={groups.has(group)} onChange={() => toggle(group)} />
            {words.groups[group]}
          </label>
        ))}
      </fieldset>
      <label className="field">
        {words.about}
        <select value={subject} onChange={(event) => onChange({ ...choice, subject: event.target.value })}>
          <option value="">{words.everything}</option>
          {systems.map((system) => (
            <SubjectOptions key={system} system={system} isOnly={systems.length === 1} />
          ))}
        </select>
      </label>
      <label className="field">
        {words.text}
        <input
          type="search"
          value={text}
          placeholder={words.textHint}
          onChange={(event) => onChange({ ...choice, text: event.target.value })}
        />
      </label>
    </div>
  );
}

/** The parts of a system, grouped by what they are. */
function SubjectOptions({ system, isOnly }: { readonly system: string; readonly isOnly: boolean }) {
  const words = useText(eventWords);
  const { instances, topology } = useSystem(system);
  const parts = [
    [words.instances, instances.map(({ id }) => id)],
    [words.links, topology.links.map(({ id }) => id)],
    [words.stores, topology.stores],
  ] as const;
  return parts
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => (
      <optgroup key={name} label={isOnly ? name : `${system}: ${name}`}>
        {ids.map((id) => (
          <option key={id} value={id}>
            {describePlace(id)}
          </option>
        ))}
      </optgroup>
    ));
}
