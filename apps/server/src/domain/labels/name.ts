import { AppError } from '@switchboard/protocol'

/** A name as it is kept: what only spaces tell apart is the same. */
export function tidyName(name: string): string {
  return name.trim().replace(/\s+/g, ' ')
}

/** What a unique index says of a name that is taken, as a refusal. */
export function refuseTakenName(error: unknown): never {
  if ((error as { code?: string }).code === '23505') throw new AppError('name_taken', {}, undefined, { cause: error })
  throw error
}
