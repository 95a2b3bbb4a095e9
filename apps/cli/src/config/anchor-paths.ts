import { isAbsolute, resolve } from 'node:path';
import type { ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import type { ServiceDeclaration, StoreDeclaration, SystemDeclaration } from '@temblor/lab/system/declaration';

/**
 * Makes every relative path of a declaration absolute, counting from the folder of its configuration: modules, schemas
 * and the directories of commands (that folder itself where none is named).
 */
export function anchorPaths(system: SystemDeclaration, folder: string): SystemDeclaration {
  return {
    ...system,
    services: mapValues(system.services, (service) => anchorService(service, folder)),
    stores: mapValues(system.stores, (store) => anchorStore(store, folder)),
    experiments: mapValues(system.experiments, (experiment) => anchorExperiment(experiment, folder)),
    race: system.race && { ...system.race, module: anchor(system.race.module, folder) },
  };
}

function anchorService(service: ServiceDeclaration, folder: string): ServiceDeclaration {
  if ('module' in service.run)
    return { ...service, run: { ...service.run, module: anchor(service.run.module, folder) } };
  return { ...service, run: { ...service.run, directory: resolve(folder, service.run.directory ?? '.') } };
}

function anchorStore(store: StoreDeclaration, folder: string): StoreDeclaration {
  return store.schema === undefined ? store : { ...store, schema: anchor(store.schema, folder) };
}

function anchorExperiment(experiment: ExperimentDeclaration, folder: string): ExperimentDeclaration {
  const { workload } = experiment.load;
  if (!('module' in workload)) return experiment;
  return { ...experiment, load: { ...experiment.load, workload: { module: anchor(workload.module, folder) } } };
}

/** A URL, or a string that is one, stays what it is. */
function anchor(path: URL | string, folder: string): URL | string {
  if (path instanceof URL || path.startsWith('file:') || isAbsolute(path)) return path;
  return resolve(folder, path);
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
