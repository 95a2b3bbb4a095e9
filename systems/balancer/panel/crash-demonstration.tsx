import { useMomentUs } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import { ActionMessage } from '@temblor/view/faults/action-message.tsx';
import { useAction } from '@temblor/view/faults/use-action';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { useEffect, useState } from 'react';
import type { BalancerState } from './balancer-state.ts';
import type { LoadNow } from './concurrent-demonstration.tsx';
import { CrashStory } from './crash-story.tsx';
import type { WarmUp, WarmUpWish } from './crash-warm-up.ts';
import { readWarmUp, steadyForMs, steadyWithinMs } from './crash-warm-up.ts';
import { Demonstration } from './demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';

interface CrashDemonstrationProps {
  readonly system: string;
  readonly state: BalancerState;
  readonly load: LoadNow;
  readonly commands: PanelCommands;
  readonly disabled: boolean;
}

/** Long enough for the slowest warm-up, the hold, and the way back. */
const loadMs = 60_000;
/** Of the load that is started here: what processes that have just been started can answer on two cores. */
const ratePerSecond = 200;
/** How long the lab keeps the replica from being started again, as in the terminal. */
const heldMs = 2000;

type Play =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'warming' } & WarmUpWish)
  | { readonly kind: 'late' }
  | { readonly kind: 'killed'; readonly replica: string; readonly fromUs: number };

/** A replica is killed under load that flows: when it was found, when it was back, and what clients noticed. */
export function CrashDemonstration({ system, state, load, commands, disabled }: CrashDemonstrationProps) {
  const words = useText(demonstrationWords);
  const [action, start] = useAction();
  const [chosen, setChosen] = useState<string | null>(null);
  const [play, setPlay] = useState<Play>({ kind: 'idle' });
  const nowUs = useMomentUs();
  const replica = chosen ?? state.replicas[1]?.id ?? state.replicas[0]?.id ?? '';
  const warmUp = play.kind === 'warming' ? readWarmUp(play, state, load.ratePerSecond, nowUs) : null;
  const come = disabled && warmUp !== null ? 'late' : warmUp?.kind;
  useEffect(() => {
    if (play.kind !== 'warming' || come === undefined || come === 'warming') return;
    if (come === 'late') {
      setPlay({ kind: 'late' });
      return;
    }
    const victim = play.replica;
    setPlay({ kind: 'killed', replica: victim, fromUs: nowUs });
    start(words.crashing(victim), () =>
      commands.faults.inject({ kind: 'crash', target: { instance: victim }, durationMs: heldMs }),
    );
  }, [play, come, nowUs, start, commands, words]);
  const begin = () =>
    start(words.loading, async () => {
      if (load.ratePerSecond === null) await commands.startLoad({ ratePerSecond, durationMs: loadMs });
      setPlay({ kind: 'warming', replica, fromUs: nowUs });
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
          disabled={disabled || replica === '' || action.kind === 'pending' || play.kind === 'warming'}
          onClick={begin}
        >
          {words.crash}
        </button>
      </div>
      <p role="status" className="action-message">
        {warmUp !== null && words.warmingUp(steadyForMs / 1000)}
        {play.kind === 'late' && words.neverSteady(steadyWithinMs / 1000)}
      </p>
      {warmUp?.kind === 'warming' && <WarmUpFigures {...warmUp} />}
      {play.kind === 'killed' && <CrashStory {...{ system, state }} {...play} />}
      {play.kind !== 'warming' && <ActionMessage state={action} />}
    </Demonstration>
  );
}

/** How far the warm-up is. It changes every second, so it is not announced. */
function WarmUpFigures({ steadyMs, ratePerSecond: rate }: Extract<WarmUp, { readonly kind: 'warming' }>) {
  const words = useText(demonstrationWords);
  const { language } = useLanguage();
  const answered = rate === null ? '–' : words.perSecond(formatNumber(rate, language));
  return <p className="balancer-soft">{words.steadyFor(answered, formatDuration(steadyMs, language))}</p>;
}
