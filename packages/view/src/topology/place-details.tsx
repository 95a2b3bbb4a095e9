import { Declared } from '../context/declared.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatFixed } from '../events/figures.ts';
import { evidenceDetail, evidenceSigns, evidenceWord, faultTitle, remainingWords } from '../faults/fault-text.ts';
import type { InstanceModel, SystemModel } from '../model/system-model.ts';
import { HealthTag, processFacts } from './instance-node.tsx';
import { formatRate } from './link-rate.ts';
import type { LinkFacts } from './topology-facts.ts';
import { faultsAt } from './topology-facts.ts';
import { topologyWords } from './topology-words.ts';

interface PlaceDetailsProps {
  readonly place: string;
  readonly system: SystemModel;
  readonly links: readonly LinkFacts[];
  readonly nowUs: number;
  readonly onClose: () => void;
}

/** What the picture has no room for: who decided a state and why, every breaker, and what was seen of each fault. */
export function PlaceDetails({ place, system, links, nowUs, onClose }: PlaceDetailsProps) {
  const words = useText(topologyWords);
  const { language } = useLanguage();
  const instance = system.instances.find(({ id }) => id === place);
  const link = links.find(({ id }) => id === place);
  return (
    <section className="topology-details" aria-label={place}>
      <div className="card-head">
        <h3 className="mono">{place}</h3>
        <button type="button" className="button small" onClick={onClose} aria-label={words.close}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      {instance !== undefined && <InstanceDetails instance={instance} />}
      {link !== undefined && <LinkDetails link={link} />}
      {faultsAt(system, place).map((fault) => (
        <p key={fault.fault}>
          <span className="tag fault">
            <span aria-hidden="true">⚠{'\uFE0E'}</span>
            {faultTitle(fault)}
          </span>{' '}
          {remainingWords(fault, nowUs, language)} ·{' '}
          <span aria-hidden="true">{evidenceSigns[fault.evidence.kind]}</span> {evidenceWord(fault.evidence, language)}
          <Told text={evidenceDetail(fault.evidence)} />
        </p>
      ))}
    </section>
  );
}

function InstanceDetails({ instance }: { readonly instance: InstanceModel }) {
  const words = useText(topologyWords);
  const { health, breakers } = instance;
  return (
    <>
      <p className="row">
        <HealthTag instance={instance} />
        <span>
          {health.by === null ? words.nobody : words.saidBy(health.by, health.detector)}
          {health.reason !== '' && `. ${words.reason}`}
          <Told text={health.reason} />
        </span>
      </p>
      <p className="soft">{processFacts(instance, words)}</p>
      {breakers.map(({ dependency, state, reason }) => (
        <p key={dependency}>
          <span aria-hidden="true">{state === 'open' ? '⚡\uFE0E' : state === 'half-open' ? '◐' : '○'}</span>{' '}
          {words.breakerIs(state)} → <span className="mono">{dependency}</span>
          <Told text={reason} />
        </p>
      ))}
    </>
  );
}

/** What the lab or a service says of itself, most often in English. */
function Told({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <>
      : <Declared text={text} />
    </>
  );
}

function LinkDetails({ link: { rate, breaker } }: { readonly link: LinkFacts }) {
  const words = useText(topologyWords);
  const { language } = useLanguage();
  if (rate === null) return <p className="soft">{words.noTraffic}</p>;
  const p95 = Number.isNaN(rate.p95Ms) ? '' : ` · p95 ${formatFixed(rate.p95Ms, language, 1)} ms`;
  return (
    <p>
      {formatRate(rate.ratePerSecond, language)} {words.requestUnit} · {formatRate(rate.errorsPerSecond, language)}{' '}
      {words.errorUnit}
      {p95}
      {breaker !== null && (
        <>
          {' '}
          · {words.breakerIs(breaker.state)}: <Declared text={breaker.reason} />
        </>
      )}
      {rate.errorsPerSecond > 0 && <span className="soft topology-note">{words.errorsMean}</span>}
    </p>
  );
}
