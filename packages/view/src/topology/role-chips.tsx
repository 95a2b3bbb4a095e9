import { useText } from '../context/language.tsx';
import type { InstanceModel } from '../model/system-model.ts';
import { topologyWords } from './topology-words.ts';

/** Leader, primary, and the breakers that are not closed; of several breakers their number. */
export function RoleChips({ instance }: { readonly instance: InstanceModel }) {
  const words = useText(topologyWords);
  const troubled = instance.breakers.filter(({ state }) => state !== 'closed');
  const [first, ...more] = troubled;
  if (instance.badges.length === 0 && first === undefined) return null;
  return (
    <span className="topology-chips">
      {instance.badges.map((badge) =>
        badge.kind === 'leader' ? (
          <span key={badge.kind} className="topology-chip">
            <span aria-hidden="true">★</span> {words.leader(badge.term)}
          </span>
        ) : (
          <span key={`${badge.kind} ${badge.group}`} className="topology-chip">
            <span aria-hidden="true">◆</span> {words.primary(badge.group)}
          </span>
        ),
      )}
      {first !== undefined && (
        <span className="topology-chip warn" title={troubled.map(({ dependency }) => dependency).join(', ')}>
          <span aria-hidden="true">{first.state === 'open' ? '⚡\uFE0E' : '◐'}</span>{' '}
          {more.length > 0 ? words.breakers(troubled.length) : `${words.breaker[first.state]} → ${first.dependency}`}
        </span>
      )}
    </span>
  );
}
