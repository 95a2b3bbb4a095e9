/** Each node: whether it leads, its term, its Lamport clock and the length of its log. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import type { LogState, NodeModel } from './log-state.ts';
import { instanceOf } from './log-state.ts';
import type { LogWindow } from './log-windows.ts';
import { NodeName } from './node-name.tsx';
import type { Standing } from './node-standing.ts';
import { markOfStanding, standingOf } from './node-standing.ts';
import { panelWords } from './panel-words.ts';

export function NodeCards({ state, atUs }: { readonly state: LogState; readonly atUs: number }) {
  const words = useText(panelWords);
  return (
    <ul className="log-nodes" aria-label={words.nodes}>
      {state.nodes.map((node) => (
        <NodeCard key={node.id} node={node} standing={standingOf(state, node, atUs)} state={state} atUs={atUs} />
      ))}
    </ul>
  );
}

interface NodeCardProps {
  readonly node: NodeModel;
  readonly standing: Standing;
  readonly state: LogState;
  readonly atUs: number;
}

function NodeCard({ node: { id, word }, standing, state, atUs }: NodeCardProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const count = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, language));
  const { sign, tone } = markOfStanding(standing);
  // Its own word of an election comes a little later.
  const elected = state.elections.findLast(({ instance }) => instance === id)?.term ?? 0;
  const term = standing === 'leader' && word !== null ? Math.max(word.term, elected) : word?.term;
  return (
    <li className={standing === 'leader' ? 'log-node leads' : 'log-node'}>
      <p className="log-node-head">
        <NodeName id={id} />
        <span className={`tag ${tone}`}>
          <span aria-hidden="true">{sign}</span>
          {words.standing[standing] ?? standing}
        </span>
      </p>
      <p className="log-soft log-node-note">{noteOf({ word, standing, atUs })}</p>
      <dl>
        {[
          [words.term, count(term)] as const,
          [words.lamport, count(word?.lamportTime)] as const,
          [words.count, count(word?.count)] as const,
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );

  /** Whom it follows; of one that says nothing now, what it said last. */
  function noteOf(about: {
    readonly word: LogWindow | null;
    readonly standing: Standing;
    readonly atUs: number;
  }): string {
    if (about.word === null) return '';
    const { role, leader, endUs } = about.word;
    const isPast = about.standing === 'silent' || about.standing === 'down';
    if (isPast) {
      const ago = formatDuration(Math.max(0, about.atUs - endUs) / 1000, language);
      return words.saidLast(words.standing[role] ?? role, ago);
    }
    if (about.standing === 'leader' || about.standing === 'old-leader') return '';
    return leader === null ? words.knowsNoLeader : words.follows(instanceOf(leader));
  }
}
