/**
 * Leaves out of the bundle what the libraries carry and this page never calls: a bundler cannot tell, as they hang it on
 * objects. Their versions are exact; with another one in which a text does not stand, the build fails and says so.
 */
import { basename } from 'node:path';
import type { Plugin } from 'vite';

/** By file: what of it is left out. */
const unused: Readonly<Record<string, readonly RegExp[]>> = {
  // To go through children, and to copy an element: nobody here does.
  'react.production.js': [/\nexports\.Children = Children;/, /\nexports\.cloneElement = function [\s\S]*?\n\};/],
  // The algorithms of graphlib but for the two that the layout takes, and its JSON, as properties of namespaces.
  'dagre.esm.js': [
    /\b\w+\(\w+,\{Graph:\(\)=>\w+,alg:\(\)=>\w+\}\);/,
    /(?<=\b\w+\(\w+,\{)CycleException:[^{}]*?,(?=postorder:)/,
    /(?<=,\{postorder:\(\)=>\w+,preorder:\(\)=>\w+),prim:[^{}]+(?=\}\);)/,
    /\b\w+\(\w+,\{read:\(\)=>\w+,write:\(\)=>\w+\}\);/,
  ],
  // Dates, joined tables, and ways to draw a line: each chart of this page brings its own.
  'uPlot.esm.js': [
    /\n\tuPlot\.join = join;/,
    /\n\tuPlot\.fmtDate = fmtDate;\n\tuPlot\.tzDate {2}= tzDate;/,
    /\n\t\(paths\.stepped = stepped\);\n\t\(paths\.bars {4}= bars\);\n\t\(paths\.spline {2}= monotoneCubic\);/,
  ],
};

const whatToDo = 'correct it in apps/dashboard/without-unused-code.ts, or take it out';

/** React's functions for elements by names of their own, instead of properties of what its CommonJS module exports. */
const elements = "import runtime from 'react/jsx-runtime'; export const { jsx, jsxs, Fragment } = runtime;";
const elementsId = '\0temblor-elements';

/** @throws Error while it builds, where a library, or what is to be left out of it, is not there. */
export function withoutUnusedCode(): Plugin {
  const met = new Set<string>();
  /** For tests React's other files are built in. */
  let isForUse = true;
  return {
    name: 'temblor-without-unused-code',
    enforce: 'pre',
    configResolved: ({ isProduction }) => {
      isForUse = isProduction;
    },
    buildEnd: (error) => {
      const missing = Object.keys(unused).filter((name) => !met.has(name));
      if (error === undefined && isForUse && missing.length > 0)
        throw new Error(`no file is named ${missing.join(', ')}: ${whatToDo}`);
    },
    resolveId: (source, importer) =>
      source === 'react/jsx-runtime' && importer !== elementsId ? elementsId : undefined,
    load: (id) => (id === elementsId ? elements : undefined),
    transform: (code, id) => {
      const name = basename(id);
      const parts = Object.hasOwn(unused, name) ? unused[name] : undefined;
      if (parts === undefined) return;
      met.add(name);
      return { code: parts.reduce((rest, part) => leaveOut(rest, part, name), code), map: null };
    },
  };
}

function leaveOut(code: string, part: RegExp, name: string): string {
  if (!part.test(code)) {
    throw new Error(`${name} has no ${part}: ${whatToDo}`);
  }
  return code.replace(part, '');
}
