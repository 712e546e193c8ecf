import { WebSocket } from 'ws'

const newMessage = '"platform_message_id":"'

/** A member's live stream, read as cheaply as can be: which messages arrived, not what they say. */
export interface Subscriber {
  close(): void
}

export interface SubscriberTarget {
  port: number
  token: string
}

/** Resolves when the stream is live. `onMessage` hears the platform's id of each new message, in order of arrival. */
export function subscribe(
  { port, token }: SubscriberTarget,
  onMessage: (platformMessageId: string) => void,
): Promise<Subscriber> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/realtime`, { perMessageDeflate: false })
  const { promise, resolve, reject } = Promise.withResolvers<Subscriber>()
  socket.on('error', reject)
  socket.on('close', (code) => reject(new Error(`the stream was closed with ${code}`)))
  socket.on('message', (data: Buffer) => {
    const frame = data.toString()
    if (frame.startsWith('{"op":"events"')) tellMessages(frame, onMessage)
    else if (frame.startsWith('{"op":"hello"')) socket.send(JSON.stringify({ op: 'auth', token, cursor: null }))
    else if (frame.startsWith('{"op":"ready"')) resolve({ close: () => socket.terminate() })
    else if (frame.startsWith('{"op":"heartbeat"')) socket.send('{"op":"heartbeat"}')
  })
  return promise
}

// Of the events that come during a load only messages have this field.
function tellMessages(frame: string, onMessage: (platformMessageId: string) => void): void {
  for (let at = frame.indexOf(newMessage); at >= 0; at = frame.indexOf(newMessage, at)) {
    at += newMessage.length
    const end = frame.indexOf('"', at)
    onMessage(frame.slice(at, end))
    at = end
  }
}
