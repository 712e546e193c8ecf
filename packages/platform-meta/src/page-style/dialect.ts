import type { Identity } from '@switchboard/platform-kit'

/** Messenger and Instagram speak one language. This is where they differ. */
export interface Dialect {
  object: 'page' | 'instagram'
  identity: Identity['kind']
  /** Fields of `changes` that are no messages, and why an inbox has no use for them. */
  ignoredFields: ReadonlyMap<string, string>
}
