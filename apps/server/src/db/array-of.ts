export type ElementType = 'uuid' | 'text' | 'bigint' | 'integer' | 'boolean' | 'timestamptz' | 'jsonb' | 'json'

/**
 * A one-dimensional array as a parameter, in PostgreSQL's binary form. In the driver's own form, text, every quotation
 * mark of every JSON document is escaped here and unescaped there, one character after the other, which costs both more
 * than the rest of a large insert. JSON comes as text; a uuid that is none is refused as the database would.
 */
export function arrayOf(type: ElementType, values: readonly unknown[]): Buffer {
  const { oid, write } = elements[type]
  draft.begin(oid, values)
  for (const value of values) {
    if (value === null || value === undefined) draft.int32(-1)
    else draft.element(write, value)
  }
  return draft.end()
}

const KEPT_BYTES = 1024 * 1024

/** Where an array is written before it is copied out: how long it will be is known when it is done. */
class Draft {
  #bytes = Buffer.allocUnsafeSlow(KEPT_BYTES / 16)
  #length = 0

  begin(oid: number, values: readonly unknown[]): void {
    this.#length = 0
    this.int32(values.length === 0 ? 0 : 1) // dimensions
    this.int32(values.some((value) => value === null || value === undefined) ? 1 : 0)
    this.int32(oid)
    if (values.length === 0) return
    this.int32(values.length)
    this.int32(1) // the first one's number
  }

  /** One element behind its length. */
  element(write: (value: never) => void, value: unknown): void {
    const at = this.#length
    this.int32(0)
    write(value as never)
    this.#bytes.writeInt32BE(this.#length - at - 4, at)
  }

  end(): Buffer {
    const array = Buffer.from(this.#bytes.subarray(0, this.#length))
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(KEPT_BYTES)
    return array
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeInt32BE(value, this.#length)
  }

  int64(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.#reserve(8)
      this.#length = this.#bytes.writeBigInt64BE(value, this.#length)
      return
    }
    const high = Math.floor(value / 2 ** 32)
    this.#reserve(8)
    this.#bytes.writeInt32BE(high, this.#length)
    this.#length = this.#bytes.writeUInt32BE(value - high * 2 ** 32, this.#length + 4)
  }

  text(value: string): void {
    this.#reserve(value.length * 3) // no character takes more
    this.#length += this.#bytes.write(value, this.#length)
  }

  uuid(value: string): void {
    this.#reserve(16)
    let digits = 0
    for (let i = 0; i < value.length; i++) {
      const digit = digitOf(value.charCodeAt(i))
      if (digit === HYPHEN) continue
      if (digit === NONE || digits === 32) throw notUuid()
      if (digits % 2 === 0) this.#bytes[this.#length] = digit << 4
      else this.#bytes[this.#length++]! |= digit
      digits++
    }
    if (digits !== 32) throw notUuid()
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + size))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

const draft = new Draft()

const HYPHEN = -1
const NONE = -2

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  if (letter >= 97 && letter <= 102) return letter - 87
  return code === 45 ? HYPHEN : NONE
}

function notUuid(): Error {
  return Object.assign(new Error('invalid input syntax for type uuid'), { code: '22P02' })
}

/** When PostgreSQL's clock began, in milliseconds since 1970. */
const epochMs = Date.UTC(2000, 0)

/** A number as long as one is exact, which is for the next three hundred years. */
function microseconds(ms: number): number | bigint {
  return Number.isSafeInteger(ms * 1_000) ? ms * 1_000 : BigInt(ms) * 1_000n
}

const elements: Record<ElementType, { oid: number; write(value: never): void }> = {
  uuid: { oid: 2950, write: (value: string) => draft.uuid(value) },
  text: { oid: 25, write: (value: string) => draft.text(value) },
  bigint: { oid: 20, write: (value: number) => draft.int64(value) },
  integer: { oid: 23, write: (value: number) => draft.int32(value) },
  boolean: { oid: 16, write: (value: boolean) => draft.byte(value ? 1 : 0) },
  timestamptz: { oid: 1184, write: (value: Date) => draft.int64(microseconds(value.getTime() - epochMs)) },
  json: { oid: 114, write: (value: string) => draft.text(value) },
  jsonb: {
    oid: 3802,
    write: (value: string) => {
      draft.byte(1) // the version of the form
      draft.text(value)
    },
  },
}
