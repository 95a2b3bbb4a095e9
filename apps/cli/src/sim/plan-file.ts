/** `plan.json`: a plan with what is needed to run it again, and to know whether it came to the same. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, usageError } from '@temblor/foundation/errors/temblor-error';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import { z } from 'zod';
import type { PlannedRun, TracedRun } from './traced-run.ts';

const planFile = z.object({
  schema_version: z.literal(1),
  subject: z.string(),
  seed: z.number(),
  options: z.object({
    nodes: z.number(),
    untilUs: z.number(),
    faults: z.array(z.string()),
    bug: z.string().optional(),
  }),
  shrinking: z.object({ runs: z.number(), isMinimal: z.boolean() }).optional(),
  digest: z.string(),
  plan: z.json(),
});

/** A plan that was written down, and the digest that its run had. */
export interface RecordedPlan {
  readonly planned: PlannedRun;
  readonly digest: string;
}

/** Writes the plan of a run. */
export async function writePlanFile(file: string, run: TracedRun): Promise<void> {
  const { subject, seed, options, shrinking, outcome, plan } = run;
  const document = { schema_version: 1, subject: subject.name, seed, options, shrinking, digest: outcome.digest, plan };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
}

/** @param place the file, or the folder of a run. @throws TemblorError `no-plan`, where there is none or it is no plan. */
export async function readPlanFile(place: string): Promise<RecordedPlan> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(place, 'plan.json') : place;
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw usageError('no-plan', `${file} cannot be replayed: ${why}`, 'name a seed, or the plan.json of a run');
  }
  const parsed = planFile.safeParse(document);
  if (!parsed.success) {
    throw usageError('no-plan', `${file} is no plan of this version`, 'name the plan.json of a run, or a seed');
  }
  const { subject, seed, options, shrinking, digest, plan } = parsed.data;
  const { bug, ...others } = options;
  return {
    planned: {
      ...{ subject: requireSubject(subject), seed, shrinking, plan },
      options: bug === undefined ? others : { ...others, bug },
    },
    digest,
  };
}
