export const panel = {
  title: 'Contact',
  close: 'Close the contact panel',
  username: 'Username',
  phone: 'Phone',
  writes_to: 'Writes to',
  assignee: 'Assigned to',
  reply_window: 'Reply window',
  closes: 'closes {when}',
  labels: 'Labels',
  since: 'First contact',
} as const
