import type { Effect } from './chatter.ts'

/** What a message must look like, by everything that has been acknowledged about it. */
export interface Line {
  /** Null while only what happened to the message has been acknowledged. */
  direction: 'inbound' | 'outbound' | null
  text: string | null
  edit: string | null
  emoji: string | null
  status: 'delivered' | 'read' | null
  isUnsent: boolean
}

/** A message as the server holds it. */
export interface StoredLine {
  platform_message_id: string
  direction: string
  text: string | null
  status: string
  is_deleted: boolean
  emojis: string[]
}

export interface Verdict {
  /** Acknowledged items of which the inbox shows nothing. */
  lost: number
  /** Messages in the inbox that nobody has sent. */
  unexplained: number
  /** One sentence per finding, the first few. */
  examples: string[]
}

/** Keeps what has been acknowledged, and holds the inbox against it. */
export class Ledger {
  /** Items, each counted once however often it was sent. */
  acknowledged = 0
  readonly #lines = new Map<string, Line>()

  get messages(): number {
    return this.#lines.size
  }

  acknowledge(effects: readonly Effect[]): void {
    this.acknowledged += effects.length
    for (const effect of effects) this.#enter(effect)
  }

  #enter(effect: Effect): void {
    const line = this.#lineOf(effect.id)
    if (effect.kind === 'message') {
      line.direction = effect.direction
      line.text = effect.text
    } else if (effect.kind === 'edit') line.edit = effect.text
    else if (effect.kind === 'reaction') line.emoji = effect.emoji
    else if (effect.kind === 'unsend') line.isUnsent = true
    else if (line.status !== 'read') line.status = effect.status
  }

  #lineOf(id: string): Line {
    const known = this.#lines.get(id)
    if (known) return known
    const line: Line = { direction: null, text: null, edit: null, emoji: null, status: null, isUnsent: false }
    this.#lines.set(id, line)
    return line
  }

  /** Call once with every message that there is. */
  judge(stored: Iterable<StoredLine>): Verdict {
    const missing = new Map(this.#lines)
    const verdict: Verdict = { lost: 0, unexplained: 0, examples: [] }
    const tell = (example: string) => {
      if (verdict.examples.length < 10) verdict.examples.push(example)
    }
    for (const row of stored) {
      const line = missing.get(row.platform_message_id)
      missing.delete(row.platform_message_id)
      if (!line) {
        verdict.unexplained += 1
        tell(`${row.platform_message_id} was sent by nobody, or is stored twice`)
        continue
      }
      for (const problem of problemsOf(line, row)) {
        verdict.lost += 1
        tell(`${row.platform_message_id}: ${problem}`)
      }
    }
    for (const [id, line] of missing) {
      verdict.lost += itemsOf(line)
      tell(`${id} is not there`)
    }
    return verdict
  }
}

const rank = new Map([
  ['sent', 1],
  ['delivered', 2],
  ['read', 3],
])

function problemsOf(line: Line, row: StoredLine): string[] {
  const problems: string[] = []
  if (row.direction !== line.direction) problems.push(`is ${row.direction} and not ${line.direction}`)
  if (line.status && (rank.get(row.status) ?? 0) < rank.get(line.status)!) {
    problems.push(`has the status ${row.status} and not ${line.status}`)
  }
  if (line.isUnsent !== row.is_deleted) problems.push(line.isUnsent ? 'is not unsent' : 'is gone')
  if (row.is_deleted || line.isUnsent) return problems
  if (row.text !== (line.edit ?? line.text)) problems.push(line.edit ? 'is not edited' : 'says something else')
  if (line.emoji && !row.emojis.includes(line.emoji)) problems.push(`has no ${line.emoji}`)
  return problems
}

function itemsOf({ direction, edit, emoji, status, isUnsent }: Line): number {
  return [direction !== null, edit !== null, emoji !== null, status !== null, isUnsent].filter(Boolean).length
}
