import './node.css';
import type { Language } from '../context/language.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { formatFixed } from '../events/figures.ts';
import { faultTitle, remainingWords } from '../faults/fault-text.ts';
import type { FaultModel, SystemModel } from '../model/system-model.ts';
import { ScrollBox } from '../report/scroll-box.tsx';
import { HealthTag, processFacts } from './instance-node.tsx';
import { RoleChips } from './role-chips.tsx';
import type { LinkFacts } from './topology-facts.ts';
import { faultsAt } from './topology-facts.ts';
import { topologyWords } from './topology-words.ts';

interface TopologyTableProps {
  readonly system: SystemModel;
  readonly links: readonly LinkFacts[];
  readonly nowUs: number;
}

/** The same as the picture, as tables. */
export function TopologyTable({ system, links, nowUs }: TopologyTableProps) {
  return (
    <>
      <InstanceTable system={system} nowUs={nowUs} />
      <LinkTable links={links} nowUs={nowUs} />
    </>
  );
}

function InstanceTable({ system, nowUs }: Omit<TopologyTableProps, 'links'>) {
  const words = useText(topologyWords);
  const { columns } = words;
  return (
    <ScrollBox label={words.instances}>
      <table>
        <caption className="visually-hidden">{words.instances}</caption>
        <thead>
          <tr>
            {[columns.instance, columns.state, columns.by, columns.process, columns.roles, columns.faults].map(
              (title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {system.instances.map((instance) => (
            <tr key={instance.id}>
              <th scope="row">{instance.id}</th>
              <td>
                <HealthTag instance={instance} />
              </td>
              <td>{instance.health.by === null ? '–' : words.saidBy(instance.health.by, instance.health.detector)}</td>
              <td>{processFacts(instance, words)}</td>
              <td>
                <RoleChips instance={instance} />
              </td>
              <FaultCell faults={faultsAt(system, instance.id)} nowUs={nowUs} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function LinkTable({ links, nowUs }: Omit<TopologyTableProps, 'system'>) {
  const words = useText(topologyWords);
  const { language } = useLanguage();
  const { columns } = words;
  return (
    <ScrollBox label={words.links}>
      <table>
        <caption className="visually-hidden">{words.links}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.link}</th>
            {[columns.requests, columns.errors, columns.p95].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
            <th scope="col">{columns.faults}</th>
          </tr>
        </thead>
        <tbody>
          {links.map(({ id, rate, faults }) => (
            <tr key={id}>
              <th scope="row" className="mono">
                {id}
              </th>
              <td className="number">{formatNumber(rate?.ratePerSecond, language)}</td>
              <td className="number">{formatNumber(rate?.errorsPerSecond, language)}</td>
              <td className="number">{formatNumber(rate?.p95Ms, language)}</td>
              <FaultCell faults={faults} nowUs={nowUs} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft topology-note">{words.errorsMean}</p>
    </ScrollBox>
  );
}

function FaultCell({ faults, nowUs }: { readonly faults: readonly FaultModel[]; readonly nowUs: number }) {
  const { language } = useLanguage();
  const words = useText(topologyWords);
  const lines = faults.map((fault) => `${faultTitle(fault)}, ${remainingWords(fault, nowUs, language)}`);
  return <td>{lines.length === 0 ? words.none : lines.join('; ')}</td>;
}

function formatNumber(value: number | undefined, language: Language): string {
  return value === undefined || Number.isNaN(value) ? '–' : formatFixed(value, language, 1);
}
