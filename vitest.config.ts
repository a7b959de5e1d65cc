import { defineConfig } from 'vitest/config';

/**
 * Three projects, so that each can be run alone: `unit` (beside the code), `cross` (what crosses folders, on real HTTP
 * and real SQLite) and `app` (real Electron under a display and a session bus; one file at a time).
 */
export default defineConfig({
  test: {
    env: { TZ: 'Pacific/Auckland' },
    // Every core works: by default one is left idle, which on two cores doubles the time.
    maxWorkers: '100%',
    setupFiles: ['tests/support/property-seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{main,preload,renderer,sync-core,sandbox,build,locales,bench}/**/*.test.{ts,tsx}'],
          // Generous: a busy machine is slow, and a test that hangs is found all the same.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cross',
          include: ['tests/{contract,simulation,sandbox,series-stories,sync,mutants}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'app',
          include: ['tests/app/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
