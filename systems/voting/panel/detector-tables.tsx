/** What each detector said, beside the others: in the last episode of every instance, and over the faults of a kind. */
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration } from '@temblor/view/events/figures';
import type { DetectorFigure } from './detector-figures.ts';
import { detectorsOf, figuresByKind } from './detector-figures.ts';
import type { Episode, Episodes } from './episodes.ts';
import { panelWords } from './panel-words.ts';
import type { VotingState } from './voting-state.ts';

/** The instances, the detectors, and how soon each spoke. */
export function DetectorTable({ state, episodes }: { readonly state: VotingState; readonly episodes: Episodes }) {
  const words = useText(panelWords);
  const { replicas, health } = state;
  const detectors = detectorsOf(episodes);
  // Of others than the replicas only those that some detector speaks of.
  const isWatched = ({ instance, words: said }: Episode) => said.size > 0 || Object.hasOwn(health, instance);
  const spokenOf = new Set([...episodes.newest.values()].filter(isWatched).map(({ instance }) => instance));
  const others = spokenOf.difference(new Set(replicas));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={words.detectors} tabIndex={0}>
      <table className="voting-detectors">
        <thead>
          <tr>
            {[words.instance, words.now, words.lastFault, ...detectors, words.decidedBy].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...replicas, ...[...others].toSorted()].map((instance) => {
            const episode = episodes.newest.get(instance);
            return (
              <tr key={instance}>
                <th scope="row">{instance}</th>
                <td>
                  <HealthTag state={Object.hasOwn(health, instance) ? health[instance]?.state : undefined} />
                </td>
                <td>{episode === undefined ? words.quiet : <FaultCell episode={episode} />}</td>
                {detectors.map((detector) => (
                  <td key={detector}>
                    <WordCell episode={episode} detector={detector} />
                  </td>
                ))}
                <td>{episode === undefined ? '–' : <Decider episode={episode} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The median of each detector by the kind of fault. */
export function HistoryTable({ episodes }: { readonly episodes: Episodes }) {
  const words = useText(panelWords);
  const detectors = detectorsOf(episodes);
  const kinds = figuresByKind(episodes.incidents);
  if (kinds.length === 0) return <p className="voting-soft">{words.noHistory}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={words.history} tabIndex={0}>
      <table className="voting-detectors">
        <thead>
          <tr>
            {[words.kind, words.faults, ...detectors, words.untilOff].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, faults, byDetector, off }) => (
            <tr key={kind}>
              <th scope="row">{kind}</th>
              <td>{faults}</td>
              {detectors.map((detector) => (
                <td key={detector}>
                  <FigureCell figure={byDetector.get(detector) ?? null} />
                </td>
              ))}
              <td>
                <FigureCell figure={off} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const healthSigns = {
  ON: { tone: 'good', sign: '▲' },
  OFF: { tone: 'bad', sign: '▼' },
  UNKNOWN: { tone: 'idle', sign: '?' },
} as const;

/** @param props.state undefined before the monitor has spoken, and after the system has stopped. */
function HealthTag({ state }: { readonly state: keyof typeof healthSigns | undefined }) {
  if (state === undefined) return '–';
  const { tone, sign } = healthSigns[state];
  return (
    <span className={`tag ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      {state}
    </span>
  );
}

function FaultCell({ episode: { fault } }: { readonly episode: Episode }) {
  const words = useText(panelWords);
  if (fault === null) return words.noFault;
  const { acts } = fault;
  return (
    <>
      {fault.kind}
      <span className={acts ? 'voting-acts' : 'voting-soft'}>
        {fault.fault}, {acts ? `⚡ ${words.acts}` : words.over}
      </span>
    </>
  );
}

/** A detector's first word: its delay after the effect, where there was a fault, and whether it was this word that put the instance OFF. */
function WordCell({ episode, detector }: { readonly episode: Episode | undefined; readonly detector: string }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const spokeAfterMs = episode?.words.get(detector);
  if (episode === undefined || spokeAfterMs === undefined) return '–';
  const hasDecided = episode.decided?.detector === detector;
  const delay = hasDecided ? episode.decided.delayMs : spokeAfterMs;
  return (
    <>
      {delay === null ? null : formatDuration(delay, language)}
      <span className={hasDecided ? 'voting-decided' : 'voting-soft'}>{hasDecided ? '▼ OFF' : words.suspected}</span>
    </>
  );
}

function Decider({ episode: { decided } }: { readonly episode: Episode }) {
  const words = useText(panelWords);
  if (decided === null) return words.nobody;
  return (
    <>
      {decided.detector}
      <span className="voting-soft">{decided.by}</span>
    </>
  );
}

function FigureCell({ figure }: { readonly figure: DetectorFigure | null }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  if (figure === null) return '–';
  return (
    <>
      {formatDuration(figure.medianMs, language)}
      <span className="voting-soft">{words.of(figure.count)}</span>
    </>
  );
}
