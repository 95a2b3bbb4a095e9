/** One script and one style sheet, so that a report can carry the same bundle within itself. */
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { withoutUnusedCode } from './without-unused-code.ts';

/** Puts the script before the bundle that asks for a run's journal; it is an input of its own. */
const earlyJournal: Plugin = {
  name: 'temblor-early-journal',
  transformIndexHtml: () => [
    { tag: 'script', attrs: { type: 'module', async: true, src: './assets/early-journal.js' }, injectTo: 'head' },
  ],
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [withoutUnusedCode(), react(), earlyJournal],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: { dashboard: 'apps/dashboard/index.html', 'early-journal': 'apps/dashboard/src/early-journal.ts' },
      output: { entryFileNames: 'assets/[name].js', assetFileNames: 'assets/[name][extname]' },
    },
  },
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'assets/[name].js' } } },
});
