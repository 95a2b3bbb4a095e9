import { memo } from 'react';
import { useText } from '../context/language.tsx';
import type { FaultModel } from '../model/system-model.ts';
import { FaultSign } from './fault-sign.tsx';
import { topologyWords } from './topology-words.ts';

interface StoreNodeProps {
  readonly id: string;
  /** Whether it has answered. */
  readonly ready: boolean;
  readonly faults: readonly FaultModel[];
  readonly nowUs: number;
  readonly selected: boolean;
  readonly onSelect: (place: string) => void;
}

/** A store in the picture. */
export const StoreNode = memo(function StoreNode({ id, ready, faults, nowUs, selected, onSelect }: StoreNodeProps) {
  const words = useText(topologyWords);
  return (
    <button type="button" className="topology-node topology-store" aria-pressed={selected} onClick={() => onSelect(id)}>
      <span className="topology-node-name" title={id}>
        {id}
      </span>
      <span className="topology-node-facts">
        <span className="visually-hidden">{words.store}, </span>
        <span aria-hidden="true">{ready ? '✓' : '…'}</span> {ready ? words.ready : words.notReady}
      </span>
      <FaultSign faults={faults} nowUs={nowUs} />
    </button>
  );
});
