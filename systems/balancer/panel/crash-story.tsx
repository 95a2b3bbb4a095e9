import { Declared } from '@temblor/view/context/declared.tsx';
import { useFold } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import type { ReactNode } from 'react';
import type { Outage } from '../demo/outage.ts';
import { timesOf } from '../demo/outage.ts';
import type { BalancerState } from './balancer-state.ts';
import type { CrashModel } from './crash-fold.ts';
import { crashFold } from './crash-fold.ts';
import { demonstrationWords } from './demonstration-words.ts';

interface CrashStoryProps {
  readonly system: string;
  readonly state: BalancerState;
  readonly replica: string;
  /** The crash was ordered after this. */
  readonly fromUs: number;
}

/** What the journal tells of a crash so far, in the words of the terminal's demonstration. */
export function CrashStory({ system, state, replica, fromUs }: CrashStoryProps) {
  const words = useText(demonstrationWords);
  const { crash } = useFold(system, crashFold);
  if (crash === null || crash.replica !== replica || crash.appliedAtUs <= fromUs) return null;
  const isOff = Object.hasOwn(state.health, replica) && state.health[replica]?.state === 'OFF';
  return (
    <ol className="balancer-story" aria-label={words.tolerance}>
      <li>{words.crashed(replica)}</li>
      <OutageLines outage={crash.outage} notOff={isOff ? words.offBefore : `OFF: ${words.notYet}`} />
      {crash.othersOff.length > 0 && <li>{words.othersOff(crash.othersOff.join(', '))}</li>}
      {crash.panicked && <li>{words.panicked}</li>}
      <li>
        <strong>
          <Answers crash={crash} />
        </strong>
      </li>
    </ol>
  );
}

/** @param props.notOff what is said where nothing tells that it was put OFF. */
function OutageLines({ outage, notOff }: { readonly outage: Outage | null; readonly notOff: string }): ReactNode {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  const length = (ms: number) => formatDuration(ms, language);
  const found = outage?.found ?? null;
  const { foundAfterMs, downForMs, backAfterReadyMs } = outage === null ? unknownTimes : timesOf(outage);
  const on = outage?.backAtUs == null ? `ON: ${words.notYet}` : words.on(backAfterReadyMs, length);
  return (
    <>
      <li>
        {found === null ? notOff : words.off(foundAfterMs, length)}{' '}
        {found !== null && (
          <span>
            ({found.detector}: <Declared text={found.reason} />)
          </span>
        )}
      </li>
      {downForMs !== null && <li>{words.ready(length(downForMs))}</li>}
      <li>{on}</li>
    </>
  );
}

const unknownTimes = { foundAfterMs: null, downForMs: null, backAfterReadyMs: null };

/** What clients got; nothing is said of "0 of 0". */
function Answers({ crash: { requests, failures, isOver } }: { readonly crash: CrashModel }) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  if (requests === 0) return isOver ? words.noneSince : words.noneCountedYet;
  return words.failedSince(formatNumber(failures, language), formatNumber(requests, language));
}
