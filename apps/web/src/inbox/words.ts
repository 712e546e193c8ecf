import type { ConversationView, MessageType } from '@switchboard/protocol'

/** What a message is where it has no words of its own. */
export const typeWords: Record<MessageType, string> = {
  text: 'Message',
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  file: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contacts: 'Contact card',
  story_mention: 'Mentioned you in a story',
  story_reply: 'Replied to your story',
  share: 'Shared a post',
  template: 'Template',
  interactive: 'Answer',
  postback: 'Button',
  order: 'Order',
  system: 'Notice',
  unsupported: 'This kind of message cannot be shown yet',
}

export function nameOf({ contact }: ConversationView): string {
  return contact?.name ?? contact?.username ?? contact?.phone ?? 'Unknown customer'
}
