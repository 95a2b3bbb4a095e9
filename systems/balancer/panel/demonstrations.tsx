/** The four demonstrations of a balancer as buttons, each with what to look at. */
import { useFold, useSystem } from '@temblor/view/context/journal.tsx';
import { useText } from '@temblor/view/context/language.tsx';
import type { PanelCommands } from '@temblor/view/panel/panel-commands';
import { balancerFold } from './balancer-state.ts';
import { ConcurrentDemonstration } from './concurrent-demonstration.tsx';
import { CrashDemonstration } from './crash-demonstration.tsx';
import { demonstrationWords } from './demonstration-words.ts';
import { DistributionDemonstration } from './distribution-demonstration.tsx';
import { StatisticsDemonstration } from './statistics-demonstration.tsx';

/** They act on the system as it is now, and show it as it is now: the cursor around them must be live. */
export function Demonstrations(props: { readonly system: string; readonly commands: PanelCommands }) {
  const { system, commands } = props;
  const words = useText(demonstrationWords);
  const state = useFold(system, balancerFold);
  const { phase, run, loadRatePerSecond } = useSystem(system);
  const isUsed = run !== null && !run.ended;
  const load = { ratePerSecond: loadRatePerSecond, isOfRun: isUsed };
  return (
    <>
      <h3>{words.title}</h3>
      {phase !== 'running' && <p className="balancer-soft">{words.notRunning}</p>}
      {isUsed && <p className="balancer-soft">{words.runLaysLoad}</p>}
      <div className="balancer-demonstrations">
        <DistributionDemonstration disabled={phase !== 'running'} {...{ state, commands }} />
        <ConcurrentDemonstration disabled={phase !== 'running'} {...{ state, load, commands }} />
        <CrashDemonstration disabled={phase !== 'running' || isUsed} {...{ system, state, load, commands }} />
        <StatisticsDemonstration disabled={phase !== 'running'} commands={commands} />
      </div>
    </>
  );
}
