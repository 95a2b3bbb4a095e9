import { existsSync } from 'node:fs';
import { builtPage } from '@temblor/control/http/page-files';
import { buildDashboardCommand } from '@temblor/control/runs/run-folder';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/**
 * The address of a lab's dashboard, with the token that opens it; on a system, by id, where one is given. The part after
 * `#` stays in the browser: the token is in no request line, no log and no referrer.
 */
export function dashboardLink(lab: { readonly url: string; readonly token: string }, system?: string): string {
  const place = system === undefined ? '' : `running/${encodeURIComponent(system)}`;
  return `${lab.url}/#/${place}?token=${encodeURIComponent(lab.token)}`;
}

/** The link, or null where the dashboard is not built and there is nothing to see. */
export function linkIfBuilt(...words: Parameters<typeof dashboardLink>): string | null {
  return isBuilt() ? dashboardLink(...words) : null;
}

/** A line that tells where the dashboard is, or how to get one. */
export function describeLink(link: string | null): string {
  return `dashboard: ${link ?? `not built; build it (${buildDashboardCommand}) and start the lab again`}`;
}

/** @throws TemblorError `dashboard-not-built`. */
export function requireBuilt(): void {
  if (isBuilt()) return;
  throw new TemblorError('dashboard-not-built', 'the dashboard is not built in this clone', {
    hint: `build it and start the lab again: ${buildDashboardCommand}`,
    exitCode: 69,
  });
}

function isBuilt(): boolean {
  return existsSync(new URL('index.html', builtPage));
}
