/** The panel of a voting system: the votes, the quorum, who is left out, and the detectors side by side. */
import './voting-panel.css';
import { Declared } from '@temblor/view/context/declared.tsx';
import { useMeasuredFacts } from '@temblor/view/context/journal.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatDuration, formatNumber } from '@temblor/view/events/figures';
import type { PanelProps, SystemPanel } from '@temblor/view/panel/system-panel';
import { useMemo } from 'react';
import { Ballots } from './ballots.tsx';
import { DetectorTable, HistoryTable } from './detector-tables.tsx';
import { readEpisodes } from './episodes.ts';
import { panelTerms } from './panel-terms.ts';
import { panelWords } from './panel-words.ts';
import { addWindows } from './vote-windows.ts';
import { VotesTable } from './votes-table.tsx';
import type { Quorum, VotingState } from './voting-state.ts';
import { votingFold } from './voting-state.ts';

/** Votes are told once a second; without any for so long there were none. */
const silenceMs = 3000;

/** What voting adds to the page. */
export const votingPanel: SystemPanel<VotingState> = {
  declaration: 'voting',
  title: { en: panelWords.en.title, es: panelWords.es.title },
  terms: panelTerms,
  fold: votingFold,
  View: VotingView,
};

function VotingView({ system, state, atUs }: PanelProps<VotingState>) {
  const words = useText(panelWords);
  const facts = useMeasuredFacts(system);
  const episodes = useMemo(() => readEpisodes(facts), [facts]);
  return (
    <div className="voting-panel">
      <div className="voting-now">
        <div className="voting-part">
          <h3>{words.quorum}</h3>
          <QuorumView quorum={state.quorum} atUs={atUs} />
          <VotesView state={state} atUs={atUs} />
        </div>
        <div className="voting-part">
          <h3>{words.votes}</h3>
          <VotesTable last={addWindows(state.windows.slice(-1))} minute={addWindows(state.windows)} />
          <h3>{words.lastDissents}</h3>
          <Dissents state={state} atUs={atUs} />
        </div>
      </div>
      <div className="voting-part">
        <h3>{words.detectors}</h3>
        <p className="voting-soft">{words.detectorsHint}</p>
        <DetectorTable state={state} episodes={episodes} />
        <h3>{words.history}</h3>
        <p className="voting-soft">{words.historyHint}</p>
        <HistoryTable episodes={episodes} />
      </div>
    </div>
  );
}

function VotesView({ state: { windows, replicas }, atUs }: { readonly state: VotingState; readonly atUs: number }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const last = windows.at(-1);
  if (last === undefined) return <p className="voting-soft">{words.noVotesYet}</p>;
  const silentMs = (atUs - last.endUs) / 1000;
  return (
    <>
      <Ballots replicas={replicas} figures={addWindows([last])} />
      {silentMs > silenceMs && <p className="voting-soft">{words.noVotesFor(formatDuration(silentMs, language))}</p>}
    </>
  );
}

function QuorumView({ quorum, atUs }: { readonly quorum: Quorum; readonly atUs: number }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const since = (sinceUs: number) => words.since(formatDuration(Math.max(0, atUs - sinceUs) / 1000, language));
  switch (quorum.kind) {
    case 'unknown':
      return (
        <p>
          <span className="tag">
            <span aria-hidden="true">?</span>
            {words.quorumUnknown}
          </span>
        </p>
      );
    case 'reached':
      return (
        <p className="row">
          <span className="tag good">
            <span aria-hidden="true">✓</span>
            {words.quorumReached}
          </span>
          <span className="voting-soft">{quorum.sinceUs === null ? words.neverLost : since(quorum.sinceUs)}</span>
        </p>
      );
    case 'lost':
      return (
        <p className="row">
          <span className="tag bad">
            <span aria-hidden="true">✕</span>
            {words.quorumLost}
          </span>
          <span className="voting-soft">
            {since(quorum.sinceUs)}, {words.lostDetail(quorum.valid, quorum.needed)}
          </span>
        </p>
      );
    default:
      return quorum satisfies never;
  }
}

/** The newest first. What a replica answered is its own text, and shown as it is. */
function Dissents({ state: { dissents }, atUs }: { readonly state: VotingState; readonly atUs: number }) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  if (dissents.length === 0) return <p className="voting-soft">{words.noDissents}</p>;
  return (
    <ul className="voting-dissents">
      {dissents.toReversed().map((dissent) => (
        <li key={dissent.sequence}>
          <strong>{dissent.instance}</strong> {words.dissent(formatNumber(dissent.offset, language))}
          <span className="voting-soft">
            {words.ago(formatDuration(Math.max(0, atUs - dissent.atUs) / 1000, language))}:{' '}
            <span className="mono">
              <Declared text={dissent.detail} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
