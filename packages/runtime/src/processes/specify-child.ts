/** From the plan of an instance to what the guardian is asked to start. */
import type { InstancePlan } from '@temblor/lab/system/topology';
import type { ChildSpecification } from '../guardian/guardian.ts';
import { compileCacheFolder, resolveCommandLine } from './command-line.ts';
import { instanceEnvironment } from './environment.ts';

export interface ChildPlan {
  readonly plan: InstancePlan;
  readonly port: number;
  /** The URLs of each service and store that it calls, in order of the replicas; a store has one. */
  readonly urls: Readonly<Record<string, readonly string[]>>;
  /** What of it outlives its processes; absent where its service declares no folder. */
  readonly dataFolder?: string;
  /** Added to its environment by whoever starts the system. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The name by which the guardian tags what it prints, unique within the guardian. Default: the instance's id. */
  readonly childName?: string;
}

/** The lab in which an instance runs. */
export interface LabContext {
  readonly pid: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of declarations start. */
  readonly directory: string;
}

/** @throws TemblorError `module-not-found`, `unknown-placeholder`. */
export function specifyChild(child: ChildPlan, lab: LabContext): ChildSpecification {
  const { plan, port, urls, environment = {}, childName = plan.id, dataFolder } = child;
  const values = { port, instance: plan.id, number: plan.number, urls };
  const { run, environment: declared } = plan.declaration;
  const commandLine = resolveCommandLine(run, values, {
    directory: lab.directory,
    compileCache: compileCacheFolder(lab.environment),
  });
  return {
    name: childName,
    file: commandLine.file,
    args: commandLine.args,
    directory: commandLine.directory,
    environment: {
      ...commandLine.environment,
      ...instanceEnvironment({
        ...{ values, declared, added: environment, lab: lab.environment, labPid: lab.pid },
        ...(dataFolder === undefined ? {} : { dataFolder }),
      }),
    },
  };
}
