import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { formatNumber } from '@temblor/view/events/figures';
import { panelWords } from './panel-words.ts';
import type { BallotKind, VoteFigures } from './vote-windows.ts';
import { ballotOf } from './vote-windows.ts';

interface BallotsProps {
  readonly replicas: readonly string[];
  /** Of the last window. */
  readonly figures: VoteFigures;
}

/** The replicas as votes: whose answers counted, whose were left out, and whether that is a majority. */
export function Ballots({ replicas, figures }: BallotsProps) {
  const words = useText(panelWords);
  const { language } = useLanguage();
  const kinds = replicas.map((replica) => ballotOf(figures, replica));
  const count = (wanted: BallotKind) => kinds.filter((kind) => kind === wanted).length;
  const majority = Math.floor(replicas.length / 2) + 1;
  return (
    <div className="voting-ballots">
      <ul aria-label={words.ballots}>
        {replicas.map((replica, index) => {
          const kind = kinds[index] ?? 'none';
          return (
            <li key={replica} className={`voting-ballot ${kind}`}>
              <BallotPicture kind={kind} />
              <span>
                <strong>{replica}</strong>
                <span className="voting-ballot-word">{words.ballot[kind]}</span>
                <span className="voting-soft">
                  {words.leftOut(
                    formatNumber(figures.excluded.get(replica) ?? 0, language),
                    formatNumber(figures.votes, language),
                  )}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      {figures.votes > 0 && (
        <p className="voting-tally">{words.tally(count('counted'), count('partly'), replicas.length, majority)}</p>
      )}
    </div>
  );
}

/** A ballot paper: ticked where it counted, half filled where it did in part, crossed out and dashed where it did not. */
function BallotPicture({ kind }: { readonly kind: BallotKind }) {
  const isOut = kind === 'excluded' || kind === 'none';
  return (
    <svg viewBox="0 0 40 48" width="40" height="48" aria-hidden="true" className="voting-ballot-picture">
      <path d="M4 3h24l8 8v34H4z" strokeDasharray={isOut ? '4 3' : undefined} className="voting-ballot-paper" />
      {kind === 'partly' && <path d="M4 26h32v19H4z" className="voting-ballot-half" />}
      {kind === 'counted' && <path d="M12 26l6 7 11-15" className="voting-ballot-sign" />}
      {kind === 'partly' && <path d="M13 17h14" className="voting-ballot-sign" />}
      {kind === 'excluded' && <path d="M13 18l14 15M27 18L13 33" className="voting-ballot-sign" />}
    </svg>
  );
}
