import { ClientFrame } from '@switchboard/protocol'
import { Compile } from 'typebox/compile'

const shape = Compile(ClientFrame)

/** Total: null for whatever is not one of the frames a client may send. Unknown fields are allowed. */
export function parseClientFrame(text: string): ClientFrame | null {
  try {
    const frame: unknown = JSON.parse(text)
    return shape.Check(frame) ? frame : null
  } catch {
    return null // not JSON
  }
}
