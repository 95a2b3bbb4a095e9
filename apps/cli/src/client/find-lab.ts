import { join } from 'node:path';
import type { LabFile } from '@temblor/control/folder/lab-file';
import { labFolderName, readLabFile } from '@temblor/control/folder/lab-file';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { isSameProcess } from '@temblor/runtime/processes/process-identity';

/** The lab that runs in a folder; undefined where there is none, or only what a dead one left. */
export function findLab(folder: string): LabFile | undefined {
  const file = readLabFile(join(folder, labFolderName));
  return file !== undefined && isSameProcess(file.pid, file.startTime) ? file : undefined;
}

/** @param system that is asked for, and is proposed where no lab runs. @throws TemblorError `no-lab`. */
export function requireLab(folder: string, system = 'voting'): LabFile {
  const lab = findLab(folder);
  if (lab !== undefined) return lab;
  throw new TemblorError('no-lab', `no lab runs in ${folder}`, {
    hint: `start one, such as: temblor up ${system} (in the background), or temblor start ${system}; all: temblor systems`,
  });
}
