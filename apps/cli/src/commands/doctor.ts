import type { Command } from 'commander';
import { z } from 'zod';
import { findLab } from '../client/find-lab.ts';
import { LabClient } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import type { Finding } from '../doctor/findings.ts';
import { judgeMachine } from '../doctor/findings.ts';
import type { Paint } from '../output/paint.ts';
import { padTo } from '../output/text-width.ts';

/** How long a lab that runs here may take to say which processes are its own. */
const answerWithinMs = 3000;

/** `temblor doctor`: what is missing here. */
export function addDoctorCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('doctor')
    .summary('say what is missing on this machine, and how to get it')
    .description(
      'Looks at Node, npm, PostgreSQL, ports, disk, memory, cores and limits. Exits with 69 when something is missing.',
    )
    .addHelpText('after', '\nExamples:\n  $ temblor doctor\n  $ temblor doctor --json\n');
  define(command, surroundings, z.object({}), doctor);
}

async function doctor({ folder, configFile, output, interrupt }: CommandContext): Promise<number> {
  const [{ examineMachine }, { knownSystems }, { preferredControlPort }] = await Promise.all([
    import('../doctor/examine-machine.ts'),
    import('../host/known-systems.ts'),
    import('../host/control-port.ts'),
  ]);
  const systems = await knownSystems(folder, configFile);
  const labPids = await findLabPids(folder, interrupt.signal);
  const findings = judgeMachine(await examineMachine(folder, systems, preferredControlPort, labPids));
  const missing = findings.filter(({ state }) => state === 'missing');
  const verdict =
    missing.length === 0
      ? 'temblor can work here'
      : `temblor cannot work here: ${missing.map(({ subject }) => subject).join(', ')}`;
  const lines = findings.map((finding) => render(finding, output.paint));
  output.result({ ready: missing.length === 0, findings }, [...lines, '', verdict].join('\n'));
  return missing.length === 0 ? 0 : 69;
}

/** The processes of the lab that runs in the folder, as far as it says; none where none runs. */
async function findLabPids(folder: string, signal: AbortSignal): Promise<ReadonlySet<number>> {
  const lab = findLab(folder);
  if (lab === undefined) return new Set();
  const withinTime = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
  const systems = await new LabClient(lab, withinTime).status().then(
    (status) => status.systems,
    () => [], // a lab that hangs is no reason to say nothing of the machine
  );
  const pids = systems.flatMap(({ instances }) => instances.flatMap(({ pid }) => (pid === null ? [] : [pid])));
  return new Set([lab.pid, ...pids]);
}

function render({ subject, state, found, advice }: Finding, paint: Paint): string {
  const mark = { ok: paint.good('ok     '), warning: paint.warning('warning'), missing: paint.bad('missing') }[state];
  const line = `${mark}  ${padTo(subject, 11, 'right')} ${found}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(21)}${paint.dim('→')} ${advice}`;
}
