import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**']
const browserTests = '**/*.browser.test.ts'

export default defineConfig({
  test: {
    // Tests wait for browsers, databases and timers more than they work: one worker per core leaves cores idle, and
    // Vitest's own choice is one fewer than that.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,tools}/**/*.test.{ts,mjs}', 'apps/web/**/*.test.{ts,tsx}'],
          exclude: [...everywhere, browserTests],
        },
      },
      {
        test: {
          name: 'server',
          include: ['{apps/server,bench,chaos}/**/*.test.ts'],
          exclude: [...everywhere, browserTests],
          globalSetup: './tools/test-postgres.ts',
          testTimeout: 15_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [browserTests],
          exclude: everywhere,
          globalSetup: './tools/test-postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } }, // a second is little for a browser that shares a core
        },
      },
    ],
  },
})
