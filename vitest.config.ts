import { defineConfig } from 'vitest/config'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**']
const browserTests = '**/*.browser.test.ts'

export default defineConfig({
  test: {
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
        },
      },
    ],
  },
})
