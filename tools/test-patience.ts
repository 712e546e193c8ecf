import { vi } from 'vitest'

// Before every test file. A second, after which `vi.waitFor` gives up by itself, is little for a database, a socket or
// a process on a machine that is busy elsewhere; and it gives up without a last look.
const { waitFor } = vi
vi.waitFor = (callback, options = {}) =>
  waitFor(callback, { timeout: 15_000, ...(typeof options === 'number' ? { timeout: options } : options) })
