import { type Platform, platforms } from '../wire/update.ts'
import { ControlError } from './control-error.ts'

/** Readers of a request's fields. Each refuses with 422 and says what the field should be. */
type Reader<T> = (from: Record<string, unknown>, name: string) => T

export function text(from: Record<string, unknown>, name: string): string {
  const value = from[name]
  if (typeof value !== 'string' || value === '') throw wrongField(name, 'a text')
  return value
}

export function number(from: Record<string, unknown>, name: string): number {
  const value = from[name]
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongField(name, 'a number')
  return value
}

export function count(from: Record<string, unknown>, name: string, most: number): number {
  const value = number(from, name)
  if (!Number.isInteger(value) || value < 1 || value > most) throw wrongField(name, `a whole number from 1 to ${most}`)
  return value
}

export function flag(from: Record<string, unknown>, name: string): boolean {
  const value = from[name]
  if (typeof value !== 'boolean') throw wrongField(name, 'true or false')
  return value
}

export function oneOf<T extends string>(from: Record<string, unknown>, name: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === from[name])
  if (chosen === undefined) throw wrongField(name, `one of ${choices.join(', ')}`)
  return chosen
}

export function platform(from: Record<string, unknown>, name: string): Platform {
  return oneOf(from, name, platforms)
}

export function optional<T>(from: Record<string, unknown>, name: string, read: Reader<T>): T | undefined {
  return from[name] === undefined ? undefined : read(from, name)
}

function wrongField(name: string, expected: string): ControlError {
  return new ControlError(422, 'invalid', `"${name}" has to be ${expected}.`)
}
