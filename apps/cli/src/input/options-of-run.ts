import { TemblorError } from '@temblor/foundation/errors/temblor-error';

const ofItsOwn = 'leave out --on and --use-running: it then runs on a system of its own';

/**
 * Why a run was refused on a system that is up, for whoever typed `temblor run`: the API speaks of systems, and other
 * commands ask it too that have no such options. Any other error as it is.
 */
export function inOptionsOfRun(error: unknown): unknown {
  if (!(error instanceof TemblorError)) return error;
  const hint = hintOf(error);
  if (hint === undefined) return error;
  const { code, message, exitCode } = error;
  return new TemblorError(code, message, { hint, exitCode, cause: error });
}

function hintOf({ code, hint }: TemblorError): string | undefined {
  switch (code) {
    case 'other-environment':
      return ofItsOwn;
    case 'settings-too-late':
      return `leave out --set and --store; or ${ofItsOwn}`;
    case 'system-in-use':
      return hint === undefined ? ofItsOwn : `${hint}; or ${ofItsOwn}`;
    default:
      return undefined;
  }
}
