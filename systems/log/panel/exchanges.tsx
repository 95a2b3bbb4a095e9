/** A space-time diagram of what nodes said to each other in the last seconds. */
import type { SpanHappening } from '@temblor/lab/measure/space-time/happening';
import { readSpans } from '@temblor/lab/measure/space-time/happening';
import { layOutSpaceTime } from '@temblor/lab/measure/space-time/layout';
import { useJournal, useMeasuredFacts } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import { SpaceTimeDiagram } from '@temblor/view/space-time/space-time-diagram.tsx';
import { useMemo } from 'react';
import type { LogState } from './log-state.ts';
import { lastWindows } from './log-windows.ts';
import { panelWords } from './panel-words.ts';
import { recentHappenings } from './recent-happenings.ts';

interface ExchangesProps {
  readonly system: string;
  readonly state: LogState;
  readonly atUs: number;
}

const lengthUs = 4_000_000;

export function Exchanges({ system, state, atUs }: ExchangesProps) {
  const words = useText(panelWords);
  const originUs = useJournal().span.startUs;
  const facts = useMeasuredFacts(system);
  const faults: readonly SpanHappening[] = useMemo(() => readSpans(facts, Number.POSITIVE_INFINITY), [facts]);
  // Up to when every node that speaks has told: what comes after would be of some of them only.
  const untilUs = Math.min(atUs, ...lastWindows(state.windows).map(({ endUs }) => endUs));
  const span = { fromUs: untilUs - lengthUs, untilUs, originUs };
  const happenings = recentHappenings(state, span, faults, words.leadsNote);
  if (happenings.length === 0) return <p className="log-soft">{words.noExchanged}</p>;
  return <SpaceTimeDiagram layout={layOutSpaceTime(happenings)} originUs={originUs} />;
}
