export const list = {
  views: 'Views',
  unread: { one: '{count} unread', other: '{count} unread' },
  by_us: 'You: {text}',
  older: 'Show older conversations',
  empty: 'No conversations yet',
  empty_text: 'When a customer writes, it appears here.',
  no_match: 'Nothing matches these filters',
  clear_filters: 'Clear filters',
  all_done: 'Nothing here',
  all_done_text: 'No conversation is in this view right now.',
} as const

export const views = {
  all: 'All',
  unread: 'Unread',
  mine: 'Mine',
  unassigned: 'Unassigned',
  archived: 'Archived',
} as const
