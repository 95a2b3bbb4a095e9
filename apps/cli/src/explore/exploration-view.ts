/** What an exploration came to: in words, and as a document for programs. */
import type { CrashFinding } from '@temblor/simulator/crash-points/explore';
import { formatDuration } from '../input/duration.ts';
import type { Paint } from '../output/paint.ts';
import { formatTable } from '../output/table.ts';
import type { Exploration, ScenarioTally } from './exploration.ts';
import type { Exploring } from './explorers.ts';
import { bugNotFound, describeProblems, describeStrike, replayCommand } from './finding-view.ts';

/** So many of the findings are told. */
const mostTold = 5;

/** Failed where a rule was broken, whatever else is open. */
export function verdictOf({ tallies, isInterrupted }: Exploration): 'passed' | 'failed' | 'inconclusive' {
  if (tallies.some(({ failed }) => failed > 0)) return 'failed';
  return isInterrupted ? 'inconclusive' : 'passed';
}

/** For a person. */
export function describeExploration(exploring: Exploring, exploration: Exploration, paint: Paint): string {
  const { tallies, seconds } = exploration;
  const runs = sum(tallies, ({ runs: own }) => own);
  const virtualMs = sum(tallies, ({ virtualMs: own }) => own);
  return [
    headline(exploring, exploration, paint),
    `${number(runs)} runs, ${formatDuration(virtualMs)} of virtual time in ${formatDuration(seconds * 1000)}`,
    '',
    scenarioTable(exploration, paint),
    '',
    ruleTable(exploring, exploration, paint),
    '',
    ...findingLines(exploring, exploration, paint),
    found(exploration, paint),
    ...missedBug(exploring, exploration, paint),
  ].join('\n');
}

function missedBug({ bug }: Exploring, exploration: Exploration, paint: Paint): string[] {
  if (bug === undefined || verdictOf(exploration) === 'failed') return [];
  return [paint.warning(bugNotFound(bug, 'other scenarios or --pairs'))];
}

function headline({ system, seed, bug }: Exploring, exploration: Exploration, paint: Paint): string {
  const { tallies, pairsStride } = exploration;
  const effects = number(sum(tallies, (tally) => tally.effects));
  const points = number(sum(tallies, (tally) => tally.points));
  const scenarios = `${tallies.length} ${tallies.length === 1 ? 'scenario' : 'scenarios'}`;
  const planted = bug === undefined ? '' : `, with the planted bug ${bug}`;
  const head = `${paint.strong(system)}: ${scenarios}, ${effects} effects, ${points} points, seed ${seed}${planted}`;
  if (pairsStride === undefined) return head;
  const pairs = number(sum(tallies, (tally) => tally.pairs));
  const tried = number(sum(tallies, (tally) => tally.pairsTried));
  const share = pairsStride === 1 ? 'all of them' : `every ${pairsStride}th: --limit allows no more`;
  return `${head}\npairs of points: ${tried} of ${pairs} tried, ${share}`;
}

function scenarioTable({ tallies, pairsStride }: Exploration, paint: Paint): string {
  const hasPairs = pairsStride !== undefined;
  const columns = [
    { heading: 'SCENARIO' },
    { heading: 'EFFECTS', figures: true },
    { heading: 'POINTS', figures: true },
    ...(hasPairs ? [{ heading: 'PAIRS', figures: true }] : []),
    { heading: 'FAILED', figures: true },
    { heading: '' },
  ];
  const rows = tallies.map(({ name, text, effects, points, pairsTried, failed }) => [
    ...[name, number(effects), number(points)],
    ...(hasPairs ? [number(pairsTried)] : []),
    ...[failed === 0 ? '0' : paint.bad(number(failed)), text],
  ]);
  return formatTable(columns, rows, paint);
}

function ruleTable({ rules }: Exploring, { tallies }: Exploration, paint: Paint): string {
  const rows = Object.entries(rules).map(([rule, text]) => {
    const broken = brokenBy(tallies, rule);
    return [rule, broken === 0 ? '0' : paint.bad(number(broken)), text];
  });
  return formatTable([{ heading: 'RULE' }, { heading: 'BROKEN', figures: true }, { heading: '' }], rows, paint);
}

function findingLines(exploring: Exploring, { tallies }: Exploration, paint: Paint): string[] {
  const findings = tallies.flatMap((tally) => tally.findings.map((finding) => ({ tally, finding })));
  const failed = sum(tallies, (tally) => tally.failed);
  const told = findings.slice(0, mostTold);
  return [
    ...told.flatMap(({ tally, finding }) => [
      `${paint.strong(finding.scenario)}: ${tally.text}`,
      ...strikesOf(finding),
      ...describeProblems(finding.problems, paint),
      `  what happened: ${replayCommand(exploring, finding)}`,
      '',
    ]),
    ...(failed > told.length ? [`and ${number(failed - told.length)} more runs that break a rule`, ''] : []),
  ];
}

function strikesOf({ strikes }: CrashFinding): string[] {
  return strikes.length === 0 ? ['  without a fault'] : strikes.map((strike) => `  ${describeStrike(strike)}`);
}

/** The promises that matter most, in one line. */
function found(exploration: Exploration, paint: Paint): string {
  const { tallies } = exploration;
  const broken = (...rules: readonly string[]) => sum([...rules], (rule) => brokenBy(tallies, rule));
  // A run is counted once for each rule that it broke, however often it broke it.
  const runs = (count: number) => `${number(count)} ${count === 1 ? 'run' : 'runs'}`;
  const late = broken('no-saga-left', 'saga-ends-in-time', 'comes-to-rest');
  const sagas = late === 0 ? 'every saga ended in time' : `${runs(late)} with a saga that did not end in time`;
  const money = `${runs(broken('charged-once'))} with a double or wrong charge`;
  const seats = `${number(broken('seats-never-oversold'))} with oversold seats, ${number(broken('books-balanced', 'holds-end'))} with lost seats`;
  const text = `found: ${money}, ${seats}, ${sagas}`;
  const verdict = verdictOf(exploration);
  switch (verdict) {
    case 'passed':
      return paint.good(text);
    case 'failed':
      return paint.bad(text);
    case 'inconclusive':
      return paint.warning(`${text} – which is not conclusive: it was interrupted`);
    default:
      return verdict satisfies never;
  }
}

/** For a program. */
export function documentOfExploration(exploring: Exploring, exploration: Exploration) {
  const { tallies, seconds, isInterrupted, pairsStride } = exploration;
  const { system, seed, bug, rules } = exploring;
  return {
    ...{ system, seed, bug: bug ?? null, verdict: verdictOf(exploration), interrupted: isInterrupted, seconds },
    pairs_stride: pairsStride ?? null,
    runs: sum(tallies, ({ runs }) => runs),
    virtual_seconds: sum(tallies, ({ virtualMs }) => virtualMs) / 1000,
    broken: Object.fromEntries(Object.keys(rules).map((rule) => [rule, brokenBy(tallies, rule)])),
    scenarios: tallies.map(({ name, text, effects, points, pairs, pairsTried, failed, findings }) => ({
      ...{ name, text, effects, points, pairs, pairs_tried: pairsTried, failed },
      findings: findings.map((finding) => ({ ...finding, replay: replayCommand(exploring, finding) })),
    })),
  };
}

function brokenBy(tallies: readonly ScenarioTally[], rule: string): number {
  return sum(tallies, ({ broken }) => broken.get(rule) ?? 0);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
