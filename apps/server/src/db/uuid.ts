import { AppError } from '@switchboard/protocol'

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An id from outside that cannot be one of ours names nothing: the same 404 as any other, not an error of the database. */
export function requireUuid(id: string): string {
  if (!shape.test(id)) throw new AppError('not_found', {})
  return id
}

export function isUuid(id: string): boolean {
  return shape.test(id)
}
