import { useMeasuredFacts, useMomentUs } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { useMemo, useState } from 'react';
import type { BalancerState } from './balancer-state.ts';
import { addWindows } from './balancer-windows.ts';
import type { LoadNow } from './concurrent-demonstration.tsx';
import { readCrash } from './crash-story.ts';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';

interface CrashDemonstrationProps {
  readonly system: string;
  readonly state: BalancerState;
  readonly load: LoadNow;
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

const loadMs = 30_000;
/** How long the replica is held down. */
const heldMs = 3000;

/** A replica is killed under load: when it was found, when it was back, and what clients noticed. */
export function CrashDemonstration({ system, state, load, commands, disabled }: CrashDemonstrationProps) {
  const words = useText(demonstrationWords);
  const [action, start] = useAction();
  const [chosen, setChosen] = useState<string | null>(null);
  const [crash, setCrash] = useState<{ readonly replica: string; readonly fromUs: number } | null>(null);
  const nowUs = useMomentUs();
  const replica = chosen ?? state.replicas[1]?.id ?? state.replicas[0]?.id ?? '';
  const kill = () =>
    start(words.crashing(replica), async () => {
      if (load.ratePerSecond === null) await commands.startLoad({ ratePerSecond: null, durationMs: loadMs });
      setCrash({ replica, fromUs: nowUs });
      await commands.faults.inject({ kind: 'crash', target: { instance: replica }, durationMs: heldMs });
    });
  return (
    <Demonstration title={words.tolerance} hint={words.toleranceHint}>
      <div className="row balancer-crash">
        <label className="field">
          {words.which}
          <select value={replica} onChange={({ target }) => setChosen(target.value)}>
            {state.replicas.map(({ id }) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="button danger"
          disabled={disabled || replica === '' || action.kind === 'pending'}
          onClick={kill}
        >
          {words.crash}
        </button>
      </div>
      {crash !== null && <CrashStory isLoaded={load.ratePerSecond !== null} {...{ system, state }} {...crash} />}
      <ActionMessage state={action} />
    </Demonstration>
  );
}

interface CrashStoryProps {
  readonly system: string;
  readonly state: BalancerState;
  /** A broken replica is tried with a request: without any it stays OFF. */
  readonly isLoaded: boolean;
  readonly replica: string;
  /** The crash is the first fault on the replica after this. */
  readonly fromUs: number;
}

/** What the journal tells of the crash so far. */
function CrashStory({ system, state, isLoaded, replica, fromUs }: CrashStoryProps) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  const facts = useMeasuredFacts(system);
  const incident = useMemo(() => readCrash(facts, replica, fromUs), [facts, replica, fromUs]);
  if (incident === undefined) return null;
  const { offAtUs, onAtUs, liftedAtUs, ttdMs, ttrMs, detector } = incident;
  const { failures, requests } = addWindows(state.windows.filter(({ endUs }) => endUs > incident.appliedAtUs));
  const length = (ms: number) => formatDuration(ms, language);
  const off = ttdMs === null ? words.offAtOnce(detector ?? '?') : words.off(detector ?? '?', length(ttdMs));
  const on = ttrMs === null ? words.onAgain : words.on(length(ttrMs));
  const isOff = Object.hasOwn(state.health, replica) && state.health[replica]?.state === 'OFF';
  const notOff = isOff ? words.offBefore : `OFF: ${words.notYet}`;
  const notOn = `ON: ${liftedAtUs === null || isLoaded ? words.notYet : `${words.notYet}, ${words.needsRequest}`}`;
  return (
    <ol className="balancer-story" aria-label={words.tolerance}>
      <li>{words.crashed(replica)}</li>
      <li>{offAtUs === null ? notOff : off}</li>
      <li>{onAtUs === null ? notOn : on}</li>
      <li>
        <strong>{words.failedSince(formatNumber(failures, language), formatNumber(requests, language))}</strong>
      </li>
    </ol>
  );
}
