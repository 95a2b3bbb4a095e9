/**
 * A majority vote among replicas that answer at different positions of one log.
 *
 * N-modular redundancy (von Neumann 1956, "Probabilistic logics and the synthesis of reliable organisms from unreliable
 * components"; Lyons and Vanderkulk 1962) masks a minority of wrong answers by comparing them. Honest replicas of a log
 * differ while they catch up, so answers are compared only where they reflect the same offset: the highest one that a
 * quorum has reached, and, where that gives no majority, the next lower one. A replica that is ahead is asked for the
 * earlier offset; a replica that is behind is a laggard, never a liar.
 *
 * Vocabulary: *value* is what a replica says at an offset, in a canonical form whose equality is equality of strings;
 * *quorum* is the number of equal values that decide, a majority of all replicas, whether they are asked or not; *final*
 * is a vote without anything outstanding.
 *
 * The machine decides at the first moment at which it can, and goes on judging: answers that come after the decision
 * are still compared with it. It keeps no time; whoever drives it reports an answer that does not come as `failed`.
 * Not implemented: weights, and approximate equality of values.
 */

/** What is known of one replica's part in a vote. */
export interface Voter {
  /** Values by offset; more than one where the replica was asked for an earlier offset too. */
  readonly values: ReadonlyMap<number, string>;
  /** Offsets it could not answer for: not kept any more, or not reached. */
  readonly missing: ReadonlySet<number>;
  /** Questions without an answer yet: an offset, or `latest`. */
  readonly outstanding: ReadonlySet<number | 'latest'>;
  /** Why its latest state will not come; absent while it may. */
  readonly failure?: string;
  readonly judged: boolean;
}

export interface Ballot {
  readonly quorum: number;
  /** Only values at this offset or a later one may be decided. */
  readonly minOffset: number;
  readonly voters: ReadonlyMap<string, Voter>;
  readonly outcome: BallotOutcome | undefined;
}

export interface Decision {
  readonly kind: 'decided';
  readonly offset: number;
  readonly value: string;
  /** The replicas that hold the value at the offset, as far as known when it was decided. */
  readonly agreed: readonly string[];
}

export type BallotOutcome =
  | Decision
  /** Too many replicas failed: fewer than a quorum can still answer. */
  | { readonly kind: 'no-quorum'; readonly reason: 'too-few-answers'; readonly valid: number }
  /** Enough answered, and no value is held by a quorum at any common offset. */
  | { readonly kind: 'no-quorum'; readonly reason: 'disagreement'; readonly valid: number }
  /** The deadline passed before it was decided; see `expireBallot`. */
  | { readonly kind: 'no-quorum'; readonly reason: 'timed-out'; readonly valid: number }
  /** No quorum has reached the offset that was asked for; `highest` is the highest offset that one has reached. */
  | { readonly kind: 'offset-not-reached'; readonly highest: number };

/** How a replica stands to the decision. */
export type Finding =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'dissented'; readonly offset: number; readonly value: string }
  /** It has not reached the decided offset: nothing is said about its honesty. */
  | { readonly kind: 'behind'; readonly offset: number; readonly value: string }
  /** It gave nothing that can be compared. */
  | { readonly kind: 'failed'; readonly reason: string };

export type BallotInput =
  /** `question` is what it was asked; `offset` what its answer reflects. */
  | {
      readonly type: 'answered';
      readonly replica: string;
      readonly question: number | 'latest';
      readonly offset: number;
      readonly value: string;
    }
  | {
      readonly type: 'failed';
      readonly replica: string;
      readonly question: number | 'latest';
      readonly reason: string;
    };

export type BallotEffect =
  /** `latest` asks again, after a moment, a replica that has not reached `minOffset`; giving up is a `failed` answer. */
  | { readonly type: 'ask'; readonly replica: string; readonly question: number | 'latest' }
  | { readonly type: 'finish'; readonly outcome: BallotOutcome }
  /** Once for each replica, and only after a decision. */
  | { readonly type: 'judge'; readonly replica: string; readonly finding: Finding };

/** The majority of a number of replicas: 2 of 3, 3 of 5. */
export function majorityOf(replicas: number): number {
  return Math.floor(replicas / 2) + 1;
}

/**
 * Opens a vote in which every replica has been asked for its latest state.
 * @param replicas those that are asked, without those that are known to be down; fewer than `quorum` finish it at once.
 */
export function openBallot(options: {
  readonly replicas: readonly string[];
  readonly quorum: number;
  readonly minOffset: number;
}): Ballot {
  const asked: Voter = { values: new Map(), missing: new Set(), outstanding: new Set(['latest']), judged: false };
  const { quorum, minOffset } = options;
  const outcome: BallotOutcome | undefined =
    options.replicas.length < quorum ? { kind: 'no-quorum', reason: 'too-few-answers', valid: 0 } : undefined;
  return { quorum, minOffset, outcome, voters: new Map(options.replicas.map((replica) => [replica, asked])) };
}

/** Takes one answer or failure in. Answers of replicas that were not asked are ignored. */
export function stepBallot(ballot: Ballot, input: BallotInput): readonly [Ballot, readonly BallotEffect[]] {
  const voter = ballot.voters.get(input.replica);
  if (voter === undefined || !voter.outstanding.has(input.question)) return [ballot, []];
  if (ballot.outcome === undefined && isBehind(input, ballot.minOffset)) return askAgain(ballot, voter, input);
  const heard = replaceVoter(ballot, input.replica, hear(voter, input));
  if (heard.outcome === undefined) return decide(heard);
  return heard.outcome.kind === 'decided' ? judge(heard, heard.outcome) : [heard, []];
}

/** Whether nothing is outstanding. */
export function isSettled(ballot: Ballot): boolean {
  return [...ballot.voters.values()].every((voter) => voter.outstanding.size === 0);
}

/**
 * The outcome for a caller whose deadline has passed before the vote was decided. The ballot itself goes on: later
 * answers are still judged by what they decide.
 */
export function expireBallot(ballot: Ballot): BallotOutcome {
  if (ballot.outcome !== undefined) return ballot.outcome;
  const voters = [...ballot.voters.values()];
  const valid = voters.filter((voter) => voter.values.size > 0).length;
  const highest = highestOfQuorum(ballot);
  if (highest !== undefined && highest < ballot.minOffset) return { kind: 'offset-not-reached', highest };
  return { kind: 'no-quorum', reason: 'timed-out', valid };
}

function isBehind(input: BallotInput, minOffset: number): boolean {
  return input.type === 'answered' && input.question === 'latest' && input.offset < minOffset;
}

function askAgain(ballot: Ballot, voter: Voter, input: BallotInput): readonly [Ballot, readonly BallotEffect[]] {
  const heard = hear(voter, input);
  const asked = { ...heard, outstanding: new Set([...heard.outstanding, 'latest' as const]) };
  return [replaceVoter(ballot, input.replica, asked), [{ type: 'ask', replica: input.replica, question: 'latest' }]];
}

function hear(voter: Voter, input: BallotInput): Voter {
  const outstanding = new Set(voter.outstanding);
  outstanding.delete(input.question);
  if (input.type === 'answered') {
    const values = new Map(voter.values).set(input.offset, input.value);
    const wrongOffset = input.question !== 'latest' && input.question !== input.offset;
    const missing = wrongOffset ? new Set([...voter.missing, input.question]) : voter.missing;
    return { ...voter, outstanding, values, missing };
  }
  if (input.question === 'latest')
    return voter.values.size > 0 ? { ...voter, outstanding } : { ...voter, outstanding, failure: input.reason };
  return { ...voter, outstanding, missing: new Set([...voter.missing, input.question]) };
}

function decide(ballot: Ballot): readonly [Ballot, readonly BallotEffect[]] {
  const decision = findMajority(ballot);
  if (decision !== undefined) {
    const decided: Ballot = { ...ballot, outcome: decision };
    const [judged, findings] = judge(decided, decision);
    return [judged, [{ type: 'finish', outcome: decision }, ...findings]];
  }
  const [asking, questions] = askEarlier(ballot);
  const outcome = questions.length > 0 ? undefined : concludeWithout(asking);
  if (outcome === undefined) return [asking, questions];
  return [{ ...asking, outcome }, [{ type: 'finish', outcome }]];
}

/** The value that a quorum holds at the highest offset where one does. */
function findMajority(ballot: Ballot): Decision | undefined {
  for (const offset of offsetsOf(ballot)) {
    if (offset < ballot.minOffset) return undefined;
    const holders = new Map<string, string[]>();
    for (const [replica, voter] of ballot.voters) {
      const value = voter.values.get(offset);
      if (value === undefined) continue;
      const agreed = holders.get(value) ?? [];
      agreed.push(replica);
      holders.set(value, agreed);
    }
    for (const [value, agreed] of holders) {
      if (agreed.length >= ballot.quorum) return { kind: 'decided', offset, value, agreed };
    }
  }
  return undefined;
}

/**
 * Asks for the highest offset that a quorum has reached, those that are ahead of it; once everybody that reached it has
 * answered there without a majority, for the next lower one.
 */
function askEarlier(ballot: Ballot): readonly [Ballot, readonly BallotEffect[]] {
  for (const offset of offsetsOf(ballot)) {
    if (offset < ballot.minOffset) break;
    const reached = [...ballot.voters].filter(([, voter]) => (latestOf(voter) ?? -1) >= offset);
    if (reached.length < ballot.quorum) continue;
    const unheard = reached.filter(([, voter]) => !voter.values.has(offset) && !voter.missing.has(offset));
    if (unheard.length === 0) continue;
    return askThose(ballot, unheard, offset);
  }
  return [ballot, []];
}

function askThose(
  ballot: Ballot,
  voters: readonly (readonly [string, Voter])[],
  offset: number,
): readonly [Ballot, readonly BallotEffect[]] {
  let asking = ballot;
  const effects: BallotEffect[] = [];
  for (const [replica, voter] of voters) {
    if (voter.outstanding.has(offset)) continue;
    asking = replaceVoter(asking, replica, { ...voter, outstanding: new Set([...voter.outstanding, offset]) });
    effects.push({ type: 'ask', replica, question: offset });
  }
  return [asking, effects];
}

/** The outcome where no majority is there; undefined while one may still come. */
function concludeWithout(ballot: Ballot): BallotOutcome | undefined {
  const voters = [...ballot.voters.values()];
  const valid = voters.filter((voter) => voter.values.size > 0).length;
  const possible = voters.filter((voter) => voter.failure === undefined).length;
  if (possible < ballot.quorum) return { kind: 'no-quorum', reason: 'too-few-answers', valid };
  if (!isSettled(ballot)) return undefined;
  const highest = highestOfQuorum(ballot);
  if (highest === undefined) return { kind: 'no-quorum', reason: 'too-few-answers', valid };
  if (highest < ballot.minOffset) return { kind: 'offset-not-reached', highest };
  return { kind: 'no-quorum', reason: 'disagreement', valid };
}

/** The highest offset that a quorum has reached; undefined where fewer have answered. */
function highestOfQuorum(ballot: Ballot): number | undefined {
  const latest = [...ballot.voters.values()].flatMap((voter) => latestOf(voter) ?? []);
  return latest.sort((left, right) => right - left)[ballot.quorum - 1];
}

/** Compares with the decision whoever can be compared and was not yet; asks those that answered at later offsets alone. */
function judge(ballot: Ballot, decision: Decision): readonly [Ballot, readonly BallotEffect[]] {
  let judging = ballot;
  const effects: BallotEffect[] = [];
  for (const [replica, voter] of ballot.voters) {
    if (voter.judged) continue;
    const finding = findingOf(voter, decision);
    if (finding === 'pending') continue;
    if (finding === 'ask') {
      const [asked, questions] = askThose(judging, [[replica, voter]], decision.offset);
      judging = asked;
      effects.push(...questions);
    } else {
      judging = replaceVoter(judging, replica, { ...voter, judged: true });
      effects.push({ type: 'judge', replica, finding });
    }
  }
  return [judging, effects];
}

function findingOf(voter: Voter, decision: Decision): Finding | 'pending' | 'ask' {
  const { offset, value: decided } = decision;
  const value = voter.values.get(offset);
  if (value === decided) return { kind: 'agreed' };
  if (value !== undefined) return { kind: 'dissented', offset, value };
  if (voter.failure !== undefined) return { kind: 'failed', reason: voter.failure };
  if (voter.outstanding.size > 0) return 'pending';
  if (voter.missing.has(offset)) return { kind: 'failed', reason: `no answer for offset ${offset}` };
  const latest = latestOf(voter);
  if (latest === undefined) return 'pending';
  return latest > offset ? 'ask' : { kind: 'behind', offset: latest, value: voter.values.get(latest) ?? '' };
}

/** Every offset that was answered at, highest first. */
function offsetsOf(ballot: Ballot): number[] {
  const offsets = new Set<number>();
  for (const voter of ballot.voters.values()) for (const offset of voter.values.keys()) offsets.add(offset);
  return [...offsets].sort((left, right) => right - left);
}

function latestOf(voter: Voter): number | undefined {
  return voter.values.size === 0 ? undefined : Math.max(...voter.values.keys());
}

function replaceVoter(ballot: Ballot, replica: string, voter: Voter): Ballot {
  return { ...ballot, voters: new Map(ballot.voters).set(replica, voter) };
}
