/**
 * A run as one file: the dashboard's own bundle with the run's report and journal within it. It asks the network for
 * nothing, and its policy keeps it from doing so.
 */

import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { escapeMarkup } from '@temblor/lab/report/markup';
import type { Report } from '@temblor/lab/report/report-schema';
import { mapInSlices } from './in-slices.ts';

/** The built dashboard, as a page carries it. */
export interface DashboardBundle {
  /** The page that loads script and styles by their addresses. */
  readonly page: string;
  readonly script: string;
  readonly styles: string;
}

/** The one script that may run is the bundle, known by its hash (CSP Level 3); the page's data is no script to run. */
function describePolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Reads the built dashboard. @returns undefined where it is not built. */
export async function readDashboardBundle(folder: string): Promise<DashboardBundle | undefined> {
  const text = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  try {
    const [page, script] = await Promise.all([text('index.html'), text('assets/dashboard.js')]);
    const sheets = await Array.fromAsync(glob('assets/*.css', { cwd: folder }));
    const styles = await Promise.all(sheets.sort().map(text));
    return { page, script, styles: styles.join('\n') };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The page of a run. Whatever report and journal hold, it stays text. It is made in slices, as the journal is thinned. */
export async function renderReportPage(
  bundle: DashboardBundle,
  report: Report,
  journal: readonly JournalEvent[],
): Promise<string> {
  const { title, run } = report.experiment_info;
  const lines = (await mapInSlices(journal, asData)).join('\n');
  const script = `\n${asScript(bundle.script)}\n`;
  const head = [
    `<meta http-equiv="Content-Security-Policy" content="${describePolicy(script)}">`,
    `<style>\n${bundle.styles.replace(/<(?=\/style)/gi, '\\3c ')}\n</style>`,
  ];
  const data = [
    `<script type="application/json" id="temblor-report">${asData(report)}</script>`,
    `<script type="application/x-ndjson" id="temblor-journal">\n${lines}\n</script>`,
    `<script type="module">${script}</script>`,
  ];
  // Replacements are functions: a bundle holds `$&` and the like, which a replacing text would mean something by.
  return bundle.page
    .replace(/<script\b[^>]*\bsrc=[^>]*>\s*<\/script>\s*/g, () => '')
    .replace(/<link\b[^>]*\brel="(?:stylesheet|modulepreload)"[^>]*>\s*/g, () => '')
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeMarkup(`${title} – ${run}`)}</title>`)
    .replace('</head>', () => `${head.join('\n')}\n</head>`)
    .replace('</body>', () => `${data.join('\n')}\n</body>`);
}

/** JSON without `<`: nothing in it can end the element that holds it, or begin another. */
function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/**
 * What would end, or not end, a script's element early stands in literals alone: `\x3C` is the same there. Line breaks are
 * those that a browser makes of them before it takes the hash.
 */
function asScript(code: string): string {
  return code.replace(/\r\n?/g, '\n').replace(/<(?=!--|\/?script)/gi, '\\x3C');
}
