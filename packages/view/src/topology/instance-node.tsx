import { memo } from 'react';
import { useDeclared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import type { FaultModel, InstanceModel } from '../model/system-model.ts';
import { FaultSign } from './fault-sign.tsx';
import { healthMarks, judgedHealth, processMarks, showsProcess, toneOf } from './instance-state.ts';
import { RoleChips } from './role-chips.tsx';
import type { TopologyWords } from './topology-words.ts';
import { topologyWords } from './topology-words.ts';

interface InstanceNodeProps {
  readonly instance: InstanceModel;
  /** Those that act on it. */
  readonly faults: readonly FaultModel[];
  /** What remaining times count to; does not matter without faults. */
  readonly nowUs: number;
  readonly selected: boolean;
  readonly onSelect: (place: string) => void;
}

/** An instance in the picture: a button that says how it is, in words and signs. */
export const InstanceNode = memo(function InstanceNode(props: InstanceNodeProps) {
  const words = useText(topologyWords);
  const tell = useDeclared();
  const { instance, faults, selected, onSelect } = props;
  const { health } = instance;
  const judgement = health.by === null ? words.nobody : words.saidBy(health.by, health.detector);
  return (
    <button
      type="button"
      className={`topology-node ${toneOf(instance)}`}
      aria-pressed={selected}
      title={health.reason === '' ? judgement : `${judgement} (${tell(health.reason)})`}
      onClick={() => onSelect(instance.id)}
    >
      <span className="topology-node-head">
        <span className="topology-node-name" title={instance.id}>
          {instance.id}
        </span>
        <HealthTag instance={instance} />
      </span>
      <span className="topology-node-facts">
        {processFacts({ ...instance, restarts: 0 }, words)}
        {instance.restarts > 0 && (
          <>
            {' '}
            <span aria-hidden="true">↻{instance.restarts}</span>
            <span className="visually-hidden">, {words.restarts(instance.restarts)}</span>
          </>
        )}
      </span>
      <RoleChips instance={instance} />
      <FaultSign faults={faults} nowUs={props.nowUs} />
    </button>
  );
});

/** The process of an instance, its port, and how often it was started anew; what is not known is left out. */
export function processFacts({ pid, port, restarts }: InstanceModel, words: TopologyWords): string {
  // A simulated node is no process: pid and port are zero.
  const facts = [pid === null || pid === 0 ? '' : `pid ${pid}`, port === null || port === 0 ? '' : `:${port}`];
  return [...facts, restarts === 0 ? '' : words.restarts(restarts)].filter((fact) => fact !== '').join(' · ');
}

/** What the system thinks of an instance, and what its process does where that says more. */
export function HealthTag({ instance }: { readonly instance: InstanceModel }) {
  const words = useText(topologyWords);
  const health = judgedHealth(instance);
  const process = processMarks[instance.process];
  return (
    <span className="topology-tags">
      {showsProcess(instance) && (
        <span className={`tag ${process.tone}`}>
          <span aria-hidden="true">{process.sign}</span>
          {words.process[instance.process]}
        </span>
      )}
      {health !== null && (
        <span className={`tag ${healthMarks[health].tone}`}>
          <span aria-hidden="true">{healthMarks[health].sign}</span>
          {health}
        </span>
      )}
    </span>
  );
}
