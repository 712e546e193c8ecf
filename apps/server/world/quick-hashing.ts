import { randomBytes, scryptSync } from 'node:crypto'
import type { Replaceable } from '../src/app.ts'

/** Passwords at the least cost there is. The real one is a tenth of a second, three times per world. */
export const quickHashing: NonNullable<Replaceable['hashing']> = {
  async hash(password) {
    const salt = randomBytes(16).toString('hex')
    return `${salt}:${keyOf(password, salt)}`
  },
  async verify({ hash, password }) {
    const [salt = '', key] = hash.split(':')
    return key === keyOf(password, salt)
  },
}

function keyOf(password: string, salt: string): string {
  return scryptSync(password, salt, 32, { cost: 2, blockSize: 1 }).toString('hex')
}
