import type { MessageView } from '@switchboard/protocol'
import { attachmentsOf } from './content/attachments.tsx'
import { isLoadable } from './content/is-loadable.ts'
import type { Viewable } from './media-viewer.tsx'
import { authorOf } from './message-row.tsx'

/** The pictures and videos of a thread in their order, as far as they can be had. */
export function viewableIn(messages: readonly MessageView[], contactName: string): Viewable[] {
  return messages.flatMap((message) =>
    attachmentsOf(message).flatMap((attachment) => {
      const { kind, url } = attachment
      if ((kind !== 'image' && kind !== 'video') || !isLoadable(url)) return []
      const { id: message_id } = message
      return [
        {
          message_id,
          attachment: { ...attachment, url },
          author: authorOf(message, contactName),
          sent_at: message.sent_at,
        },
      ]
    }),
  )
}
