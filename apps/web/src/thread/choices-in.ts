import type { MessageView } from '@switchboard/protocol'

/** What the customer chose of what a message offered, by that message: each answer names the question it answers. */
export function choicesIn(messages: readonly MessageView[]): ReadonlyMap<string, string> {
  return new Map(
    messages.flatMap(({ type, text, reply_to, deleted_at }) =>
      type === 'interactive' && text && reply_to?.id && !deleted_at ? [[reply_to.id, text] as const] : [],
    ),
  )
}
