export const offline = {
  archive_anyway: 'Archive anyway',
  written_since: 'Not archived: the customer has written since.',
  gone: 'This could not be done: the conversation is gone, or not yours to see any more.',
  refused: 'This could not be done, and was taken back. {why}',
  waiting: { one: '{count} change waits to be sent.', other: '{count} changes wait to be sent.' },
} as const

export const notices = {
  new_messages: { one: 'New message', other: '{count} new messages' },
  many: { one: 'New messages in {count} conversation', other: 'New messages in {count} conversations' },
} as const
