import './node.css';
import { useMemo } from 'react';
import { useText } from '../context/language.tsx';
import type { FaultModel, SystemModel } from '../model/system-model.ts';
import { layOut } from './graph-layout.ts';
import { InstanceNode } from './instance-node.tsx';
import { labelRoom, scaleFor, shapeFor } from './layout-shapes.ts';
import { LinkLabel } from './link-label.tsx';
import { LinkLines } from './link-lines.tsx';
import { OutsiderNode } from './outsider-node.tsx';
import type { PlacedNode } from './placed-graph.ts';
import { StoreNode } from './store-node.tsx';
import type { LinkFacts } from './topology-facts.ts';
import { faultsAt } from './topology-facts.ts';
import { topologyWords } from './topology-words.ts';
import { useWidth } from './use-width.ts';

interface TopologyGraphProps {
  readonly system: SystemModel;
  readonly links: readonly LinkFacts[];
  readonly nowUs: number;
  readonly selected: string | null;
  readonly onSelect: (place: string) => void;
}

const noFaults: readonly FaultModel[] = [];

/** The picture: nodes and labels are buttons over the lines. */
export function TopologyGraph({ system, links, nowUs, selected, onSelect }: TopologyGraphProps) {
  const words = useText(topologyWords);
  const [width, ref] = useWidth();
  const shape = shapeFor(width);
  const layout = useMemo(() => layOut(system.topology, shape), [system.topology, shape]);
  const factsById = useMemo(() => new Map(links.map((link) => [link.id, link])), [links]);
  const scale = scaleFor(layout.width, width);
  const common = { nowUs, onSelect };
  const isWider = width > 0 && layout.width * scale > width;
  return (
    <>
      {isWider && <p className="soft topology-note screen-only">{words.scrolls}</p>}
      <div className={isWider ? 'scroll topology-scroll wider' : 'scroll topology-scroll'} ref={ref}>
        <div className="topology-room" style={{ width: layout.width * scale, height: layout.height * scale }}>
          <div
            className={`topology-canvas ${shape.direction}`}
            style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}
          >
            <LinkLines {...layout} placed={layout.links} facts={factsById} selected={selected} onSelect={onSelect} />
            <ul aria-label={words.nodes}>
              {layout.nodes.map((node) => (
                <li key={node.id} style={boxOf(node)}>
                  <Node node={node} system={system} selected={selected} {...common} />
                </li>
              ))}
            </ul>
            <ul aria-label={words.links}>
              {layout.links.map(({ id, label }) => {
                const facts = factsById.get(id);
                return (
                  <li key={id} className="topology-link-place" style={{ left: label.x, top: label.y }}>
                    <LinkLabel
                      id={id}
                      ratePerSecond={facts?.rate?.ratePerSecond ?? null}
                      errorsPerSecond={facts?.rate?.errorsPerSecond ?? 0}
                      breaker={facts?.breaker ?? null}
                      faults={facts?.faults ?? noFaults}
                      faultWidth={labelRoom(shape)}
                      selected={selected === id}
                      {...common}
                      nowUs={(facts?.faults.length ?? 0) > 0 ? nowUs : 0}
                    />
                  </li>
                );
              })}
            </ul>
          </div>
        </div>
      </div>
      <p className="soft topology-note">{words.legend}</p>
    </>
  );
}

interface NodeProps extends Omit<TopologyGraphProps, 'links'> {
  readonly node: PlacedNode;
}

function Node({ node, system, nowUs, selected, onSelect }: NodeProps) {
  const faults = faultsAt(system, node.id);
  const state = { faults, nowUs: faults.length > 0 ? nowUs : 0, selected: selected === node.id, onSelect };
  if (node.kind === 'outsider') return <OutsiderNode id={node.id} />;
  if (node.kind === 'store') return <StoreNode id={node.id} ready={system.readyStores.includes(node.id)} {...state} />;
  const instance = system.instances.find(({ id }) => id === node.id);
  return instance === undefined ? <OutsiderNode id={node.id} /> : <InstanceNode instance={instance} {...state} />;
}

function boxOf({ x, y, width, height }: PlacedNode) {
  return { left: x - width / 2, top: y - height / 2, width, height };
}
