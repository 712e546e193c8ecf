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
