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

/** @throws TemblorError `no-lab`. */
export function requireLab(folder: string): LabFile {
  const lab = findLab(folder);
  if (lab !== undefined) return lab;
  throw new TemblorError('no-lab', `no lab runs in ${folder}`, {
    hint: 'start one, such as: temblor up voting (in the background), or temblor start voting; all: temblor systems',
  });
}
