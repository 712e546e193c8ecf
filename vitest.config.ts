import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**']
const browserTests = '**/*.browser.test.ts'

/**
 * How long something may take before it counts as never: what is right costs nothing, and a machine that is busy
 * elsewhere may stand still for seconds. None of these says how fast the product is; bench/ does.
 */
const patience = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
  setupFiles: './tools/test-patience.ts',
}

export default defineConfig({
  test: {
    // Tests wait for browsers, databases and timers more than they work: one worker per core leaves cores idle, and
    // Vitest's own choice is one fewer than that.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          include: ['{packages,tools}/**/*.test.{ts,mjs}', 'apps/web/**/*.test.{ts,tsx}'],
          exclude: [...everywhere, browserTests],
        },
      },
      {
        test: {
          ...patience,
          name: 'server',
          include: ['{apps/server,bench,chaos}/**/*.test.ts'],
          exclude: [...everywhere, browserTests],
          globalSetup: './tools/test-postgres.ts',
        },
      },
      {
        test: {
          ...patience,
          name: 'browser',
          include: [browserTests],
          exclude: everywhere,
          globalSetup: './tools/test-postgres.ts',
        },
      },
    ],
  },
})
