import { defineConfig } from 'vitest/config';

/**
 * How long an event is awaited that has to come: far longer than any machine needs, for a limit that is near is a test of the
 * machine.
 */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

/** The fast suites run in threads without isolation; those that start processes run one file at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,systems,apps,scripts}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          ...patience,
        },
      },
      { test: { name: 'tidy', include: ['tests/tidy/**/*.test.ts'], pool: 'threads', isolate: false, ...patience } },
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          ...patience,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'processes',
          include: ['tests/processes/**/*.test.ts'],
          ...patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/browser/fixtures/shared-lab.ts'],
          ...patience,
          fileParallelism: false,
        },
      },
    ],
  },
});
