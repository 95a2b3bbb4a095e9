/** Starts experiments, and lists what they came to. */
import { useText } from '@temblor/view/context/language.tsx';
import type { LabApi } from '../../api/lab-api.ts';
import { Page } from '../../app/page.tsx';
import type { Loaded } from '../../live/loader.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ExperimentForm } from './experiment-form.tsx';
import { experimentsWords } from './experiments-words.ts';
import { sortRuns } from './list-runs.ts';
import { RunTable } from './run-table.tsx';
import './experiments-page.css';

const systemsOfLab = { read: (api: LabApi, signal: AbortSignal) => api.systems(signal), isFinal: () => false };
const runsOfLab = {
  read: async (api: LabApi, signal: AbortSignal) => sortRuns(await api.runs(signal)),
  isFinal: () => false,
};

export function ExperimentsPage() {
  const text = useText(experimentsWords);
  const systems = useLoaded(systemsOfLab);
  const runs = useLoaded(runsOfLab);
  const known = systems.kind === 'ready' ? systems.value.filter(({ experiments }) => experiments.length > 0) : [];
  const [busiest] = known.toSorted((left, right) => right.running.length - left.running.length);
  return (
    <Page title={text.title}>
      <section className="card" aria-labelledby="start-experiment">
        <h2 id="start-experiment">{text.start}</h2>
        <Awaited listed={systems} />
        {busiest !== undefined && <ExperimentForm systems={known} first={busiest} />}
      </section>
      <section className="card" aria-labelledby="run-list">
        <h2 id="run-list">{text.runs}</h2>
        <Awaited listed={runs} />
        {runs.kind === 'ready' && <RunTable runs={runs.value} />}
      </section>
    </Page>
  );
}

function Awaited({ listed }: { readonly listed: Loaded<unknown> }) {
  const text = useText(experimentsWords);
  if (listed.kind === 'loading') return <p className="soft">{text.loading}</p>;
  if (listed.kind === 'ready') return null;
  return (
    <p role="alert" className="problem" lang="en">
      {listed.problem}
    </p>
  );
}
