import { parseArgs } from 'node:util'
import { type ActKind, actFields } from '../cast/act.ts'
import { CliFailure } from './failure.ts'

export interface Given {
  command: string | undefined
  words: string[]
  flags: Readonly<Record<string, string | boolean | undefined>>
}

const text = { type: 'string' } as const
const mark = { type: 'boolean' } as const

/** Every field of every act is a flag, with dashes. */
const actFlags = Object.fromEntries(
  Object.values(actFields).flatMap((fields) => Object.keys(fields).map((name) => [dashed(name), text])),
)

const options = {
  ...actFlags,
  platform: text,
  as: text,
  to: text,
  kind: text,
  id: text,
  status: text,
  count: text,
  limit: text,
  state: text,
  name: text,
  username: text,
  phone: text,
  speed: text,
  url: text,
  token: text,
  duplicates: text,
  reorder: text,
  batch: text,
  'delay-ms': text,
  drop: text,
  'lose-answer': text,
  'stray-edits': text,
  'no-backlog': mark,
  'no-wait': mark,
  none: mark,
  json: mark,
  help: { type: 'boolean', short: 'h' } as const,
}

export function givenIn(args: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [command, ...words] = positionals
    return { command, words, flags: values }
  } catch (error) {
    throw new CliFailure(error instanceof Error ? error.message : 'The arguments cannot be read.')
  }
}

export function textFlag({ flags }: Given, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}

export function neededFlag(given: Given, name: string): string {
  const value = textFlag(given, name)
  if (value === undefined) throw new CliFailure(`Say --${name}.`)
  return value
}

export function numberFlag(given: Given, name: string): number | undefined {
  const value = textFlag(given, name)
  return value === undefined ? undefined : numberIn(value, `--${name}`)
}

/** The fields of an act, from its flags; the words of the command are its most telling text. */
export function actIn(given: Given): Record<string, unknown> {
  const kind = textFlag(given, 'kind') ?? 'text'
  if (!Object.hasOwn(actFields, kind)) {
    throw new CliFailure(`There is no kind "${kind}". There are: ${Object.keys(actFields).join(', ')}.`)
  }
  const fields = actFields[kind as ActKind]
  const act: Record<string, unknown> = { kind }
  for (const [name, type] of Object.entries(fields)) {
    const value = textFlag(given, dashed(name))
    if (value !== undefined) act[name] = type.startsWith('number') ? numberIn(value, `--${dashed(name)}`) : value
  }
  const main = mostTelling.find((name) => Object.hasOwn(fields, name))
  if (main !== undefined && given.words.length > 0) act[main] = given.words.join(' ')
  return act
}

const mostTelling = ['text', 'emoji', 'caption', 'title', 'product', 'ref', 'answers', 'name', 'phone', 'type']

/** `90s`, `25h`, `7d`; a bare number is milliseconds. */
export function durationMs(written: string): number {
  const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(written) ?? []
  if (amount === undefined) throw new CliFailure(`"${written}" is not a time like 30s, 90m, 25h or 7d.`)
  return Math.round(Number(amount) * unitMs[unit]!)
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function numberIn(value: string, name: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw new CliFailure(`${name} takes a number, not "${value}".`)
  return number
}

function dashed(name: string): string {
  return name.replaceAll('_', '-')
}
