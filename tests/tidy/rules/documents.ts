/** What the pages say exists: links, anchors, paths, npm scripts and commands. */
import { posix } from 'node:path';
import type { Document, Repository } from '../source/repository.ts';
import { lineAt } from '../source/source-file.ts';
import type { Rule, Violation } from '../source/violation.ts';

/** Links within the repository lead to a file, or a folder, and to a heading that is there. */
export const linksLead: Rule = ({ documents, files }) => {
  const known = new Set(files);
  const headings = new Map(documents.map((page) => [page.path, anchorsOf(page.text)]));
  return documents.flatMap((page) =>
    placesOf(/\]\((?!https?:|mailto:)([^)\s]*)\)/g, page, withoutCode).flatMap(({ line, found }) => {
      const [target = '', anchor] = found.split('#');
      const path = target === '' ? page.path : posix.join(posix.dirname(page.path), target).replace(/\/$/, '');
      if (!known.has(path)) return [{ path: page.path, line, message: `links to '${found}', which is not there` }];
      if (anchor === undefined || headings.get(path)?.has(anchor)) return [];
      return [{ path: page.path, line, message: `links to the heading '#${anchor}', which ${path} does not have` }];
    }),
  );
};

/** Paths in backticks that begin like one of this repository exist. */
export const pathsExist: Rule = ({ documents, files }) => {
  const known = new Set(files);
  return documents.flatMap((page) =>
    placesOf(/`((?:packages|systems|apps|tests|docs|scripts|benchmarks)\/[\w./-]+)`/g, page).flatMap(
      ({ line, found }) =>
        known.has(found.replace(/\/$/, ''))
          ? []
          : [{ path: page.path, line, message: `names '${found}', which is not there` }],
    ),
  );
};

/** Commands in the pages exist: npm scripts, and the commands of `temblor`, one file each. */
export const commandsExist: Rule = (repository) =>
  repository.documents.flatMap((page) => [
    ...placesOf(/\bnpm run ([\w:-]+)/g, page).flatMap(({ line, found }) =>
      repository.scripts.has(found) ? [] : [missing(page, line, `npm run ${found}`)],
    ),
    ...placesOf(/(?:^|[`\s])(?:\.\/|npx )temblor ([a-z]+)\b/g, page).flatMap(({ line, found }) =>
      isCommand(repository, found) ? [] : [missing(page, line, `temblor ${found}`)],
    ),
  ]);

function isCommand({ files }: Repository, name: string): boolean {
  return name === 'help' || files.includes(`apps/cli/src/commands/${name}.ts`);
}

function missing({ path }: Document, line: number, command: string): Violation {
  return { path, line, message: `shows the command '${command}', which is not there` };
}

function placesOf(
  pattern: RegExp,
  page: Document,
  prepare = (text: string) => text,
): { line: number; found: string }[] {
  return [...prepare(page.text).matchAll(pattern)].map((match) => ({
    line: lineAt(page.text, match.index + match[0].length),
    found: match[1] ?? '',
  }));
}

/** The text with blocks and spans of code blanked out: what looks like a link in there is none. */
function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, (code) => code.replace(/[^\n]/g, ' '));
}

/** The anchors of a page as GitHub makes them of its headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutCodeBlocks(text).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutCodeBlocks(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, (code) => code.replace(/[^\n]/g, ' '));
}
