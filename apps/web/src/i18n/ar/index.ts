import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const arabic = {} satisfies Translation<English>
