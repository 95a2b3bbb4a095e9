import { useText } from '../context/language.tsx';
import { clientName, detectorName } from './outsider-names.ts';
import { topologyWords } from './topology-words.ts';

/** Someone outside of the system: no process of it, and no place for a fault. */
export function OutsiderNode({ id }: { readonly id: string }) {
  const words = useText(topologyWords);
  const name = id === clientName ? words.clients : id === detectorName ? words.detector : id;
  return <span className={id === detectorName ? 'topology-outsider faint' : 'topology-outsider'}>{name}</span>;
}
