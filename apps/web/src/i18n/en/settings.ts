export const settings = {
  title: 'Settings',
  appearance: 'Appearance',
  keys: 'Keyboard shortcuts',
} as const

export const keys = {
  single: 'Single-key shortcuts',
  single_hint: 'Letters that do something when no field is focused. Combinations with Ctrl or ⌘ work either way.',
  change: 'Change the key of “{command}”',
  remove: 'Remove the key of “{command}”',
  reset: 'Give “{command}” its first key back',
  reset_all: 'Reset all shortcuts',
  press: 'Press a key…',
  none: 'none',
  taken: 'That key belongs to “{command}”.',
} as const

export const sandbox = {
  lead: 'The sandbox emulates the platforms, and you can be its customers. Run these where the server runs; the messages arrive as real ones do.',
  one: 'Write one message',
  many: 'Let fifty arrive at once',
  faults: 'Let the platform deliver some of them twice',
  none: 'This workspace has no sandbox',
  none_text: 'Its accounts are real ones.',
} as const
