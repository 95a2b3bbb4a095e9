/**
 * Builds the bundle of the dashboard into apps/dashboard/dist/, where the control API and the reports take it from.
 *
 * Usage: npm run build:dashboard      (npm ci does it too)
 *
 * With `--if-possible` it says so and succeeds where the development dependencies are left out.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ifPossible = process.argv.includes('--if-possible');

if (ifPossible && !isInstalled('vite')) {
  console.log('temblor: the dashboard is not built, because the development dependencies are left out');
  process.exit(0);
}

const { build } = await import('vite');
await build({
  configFile: fileURLToPath(new URL('../apps/dashboard/vite.config.ts', import.meta.url)),
  logLevel: 'warn',
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
