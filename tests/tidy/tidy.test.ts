import { describe, expect, test } from 'vitest';
import { pageIsBrowserSafe } from './rules/browser-safe.ts';
import { deadFiles, unusedExports } from './rules/dead-code.ts';
import { commandsExist, linksLead, pathsExist } from './rules/documents.ts';
import { importCycles } from './rules/import-cycles.ts';
import { importsExist, importTable, partsMissing } from './rules/import-table.ts';
import { environmentIsReadInMain, purePackagesDoNoInput, purePackagesStayPure } from './rules/purity.ts';
import { docstrings, fileLengths, fileNames, typeSafety } from './rules/shape.ts';
import { readRepository } from './source/repository.ts';
import { formatViolation } from './source/violation.ts';

const repository = await readRepository();

describe('the repository is tidy', () => {
  test.each([
    ['imports only what the import table allows', importTable],
    ['imports only what is there', importsExist],
    ['has no circle of imports', importCycles],
    ['has no dead file', deadFiles],
    ['exports only what is imported', unusedExports],
    ['reads time, chance and the process in few places', purePackagesStayPure],
    ['does no input or output in pure packages', purePackagesDoNoInput],
    ['reads the environment in a main.ts', environmentIsReadInMain],
    ['has a page that runs in a browser', pageIsBrowserSafe],
    ['names files in kebab-case, after a concept', fileNames],
    ['has no file past 300 lines without a reason', fileLengths],
    ['has a docstring on every export', docstrings],
    ['does not go around the type checker', typeSafety],
    ['has pages whose links lead somewhere', linksLead],
    ['has pages whose paths exist', pathsExist],
    ['has pages whose commands exist', commandsExist],
  ])('it %s', (_, rule) => {
    expect(rule(repository).map(formatViolation)).toEqual([]);
  });

  test('every part of it stands in the import table', () => {
    expect(partsMissing(repository)).toEqual([]);
  });

  test('the rules saw it', () => {
    expect(repository.sources.length).toBeGreaterThan(30);
    expect(repository.documents.length).toBeGreaterThan(2);
  });
});
