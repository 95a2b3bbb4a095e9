import './link-lines.css';
import { useId } from 'react';
import { linkPath } from './link-path.ts';
import { linkWidth } from './link-rate.ts';
import { detectorName } from './outsider-names.ts';
import type { PlacedLink } from './placed-graph.ts';
import type { LinkFacts } from './topology-facts.ts';

interface LinkLinesProps {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly PlacedLink[];
  readonly facts: ReadonlyMap<string, LinkFacts>;
  readonly selected: string | null;
  readonly onSelect: (place: string) => void;
}

/** The lines of the links: thick where much crosses, dashed where errors do. Their labels say the same; these are for the eye and the mouse. */
export function LinkLines({ width, height, placed, facts, selected, onSelect }: LinkLinesProps) {
  const id = useId();
  return (
    <svg className="topology-lines" width={width} height={height} aria-hidden="true">
      <defs>
        {tones.map((tone) => (
          <marker
            key={tone}
            id={`${id}${tone}`}
            className={`topology-arrow ${tone}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0,0.5L8,4L0,7.5Z" />
          </marker>
        ))}
      </defs>
      {placed.map((link) => {
        const tone = toneOf(link, facts.get(link.id), selected);
        const path = linkPath(link.points);
        return (
          <g key={link.id} className={`topology-line ${tone}`}>
            <path
              d={path}
              strokeWidth={linkWidth(facts.get(link.id)?.rate?.ratePerSecond ?? 0)}
              markerEnd={`url(#${id}${tone})`}
            />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: a wider target for the mouse; the label is the control. */}
            <path className="topology-line-target" d={path} onClick={() => onSelect(link.id)} />
          </g>
        );
      })}
    </svg>
  );
}

const tones = ['plain', 'faint', 'near', 'bad', 'fault'] as const;

function toneOf(link: PlacedLink, facts: LinkFacts | undefined, selected: string | null): (typeof tones)[number] {
  if (selected === link.id) return 'near';
  if (facts !== undefined && facts.faults.length > 0) return 'fault';
  if ((facts?.rate?.errorsPerSecond ?? 0) > 0) return 'bad';
  if (selected === link.consumer || selected === link.provider) return 'near';
  return link.consumer === detectorName ? 'faint' : 'plain';
}
