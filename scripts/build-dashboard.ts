/**
 * Builds the bundle of the dashboard into apps/dashboard/dist/, where the control API and the reports take it from.
 *
 * Usage: npm run build:dashboard      (npm ci does it too)
 *
 * Where the development dependencies are left out it says so and exits with 69, with `--if-possible` with 0.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

if (isInstalled('vite')) {
  const { build } = await import('vite');
  await build({
    configFile: fileURLToPath(new URL('../apps/dashboard/vite.config.ts', import.meta.url)),
    logLevel: 'warn',
  });
} else if (process.argv.includes('--if-possible')) {
  console.log('temblor: the dashboard is not built, because the development dependencies are left out');
} else {
  console.error('temblor: the dashboard cannot be built; install the development dependencies first: npm ci');
  process.exitCode = 69;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
