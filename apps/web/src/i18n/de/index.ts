import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const german = {} satisfies Translation<English>
