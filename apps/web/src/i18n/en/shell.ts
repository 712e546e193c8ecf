export const rail = {
  label: 'Main navigation',
  inbox: 'Inbox',
  inbox_unread: { one: 'Inbox, {count} unread conversation', other: 'Inbox, {count} unread conversations' },
  sandbox: 'Sandbox',
  settings: 'Settings',
  you: 'You',
  you_as: 'Your menu, {name}',
} as const

export const regions = {
  list: 'Conversations',
  thread: 'Conversation',
  panel: 'Contact',
  resize_list: 'Width of the list',
  resize_panel: 'Width of the contact panel',
} as const

export const connection = {
  live: 'Live',
  connecting: 'Connecting…',
  syncing: 'Syncing…',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  unavailable: 'Server unavailable',
  stopped: 'Disconnected',
  try: 'try {n}',
  try_in: 'try {n} in {seconds} s',
  retry: 'Retry now',
} as const

export const strips = {
  sandbox: 'Sandbox: the customers here are emulated.',
  play_customer: 'Play a customer',
  offline: 'You are offline. What you see is from before, and stays readable.',
  unavailable: 'The server has not answered for a while. What you see is from before.',
  update: 'A new version of this page is ready.',
} as const

export const commands = {
  palette: 'Commands',
  keys: 'Keyboard shortcuts',
  go_inbox: 'Go to the inbox',
  go_settings: 'Go to the settings',
  go_sandbox: 'Go to the sandbox',
  next_region: 'Next region',
  previous_region: 'Previous region',
  theme_system: 'Theme: as the system',
  theme_light: 'Theme: light',
  theme_dark: 'Theme: dark',
  theme_contrast: 'Theme: high contrast',
  sign_out: 'Sign out',
  next_conversation: 'Next conversation',
  previous_conversation: 'Previous conversation',
  back_to_list: 'Back to the list',
  archive: 'Archive or bring back',
  toggle_panel: 'Contact panel',
} as const

export const command_groups = {
  go: 'Go to',
  conversation: 'Conversation',
  view: 'View',
  help: 'General',
} as const

export const palette = {
  label: 'Search commands and conversations',
  placeholder: 'What do you want to do?',
  commands: 'Commands',
  conversations: 'Conversations',
  nothing: 'Nothing fits.',
} as const

export const appearance = {
  theme: 'Theme',
  language: 'Language',
  system: 'System',
  system_hint: 'As this machine is set, more contrast included.',
  light: 'Light',
  light_hint: 'For bright rooms.',
  dark: 'Dark',
  dark_hint: 'For the evening.',
  contrast: 'High contrast',
  contrast_hint: 'Strong edges and text, light or dark as the system.',
} as const
