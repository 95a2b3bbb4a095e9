/** The built page, read whole when the lab opens: what is not in this list cannot be asked for. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

/** Where `npm run build:dashboard` puts it, in a clone and in the package. */
export const builtPage = new URL('../../../dashboard/dist/', import.meta.url);

/** A file as it is answered. */
interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  /** Names its content, so that a browser that has it is not sent it again. */
  readonly etag: string;
}

export interface PageFiles {
  /** Null where the page was not built. */
  readonly index: PageFile | null;
  /** By name, such as `dashboard.js`. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Reads `index.html` and the files of `assets/`, without folders below it. */
export function readPageFiles(folder: URL): PageFiles {
  const assets = new Map<string, PageFile>();
  const index = readPageFile(new URL('index.html', folder));
  if (index === null) return { index, assets };
  const assetsFolder = new URL('assets/', folder);
  for (const name of listFiles(assetsFolder)) {
    const file = readPageFile(new URL(encodeURIComponent(name), assetsFolder));
    if (file !== null) assets.set(name, file);
  }
  return { index, assets };
}

function listFiles(folder: URL): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? entry.name : []));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readPageFile(file: URL): PageFile | null {
  try {
    const content = readFileSync(file);
    const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
    return { content, type: types[extname(file.pathname)] ?? 'application/octet-stream', etag };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
