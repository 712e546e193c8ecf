/** What of a `KeyboardEvent` tells which key it is. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  getModifierState(name: string): boolean
}

const modifiers = new Set(['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'CapsLock', 'Fn'])

/**
 * The press as commands write it (`j`, `mod+k`, `shift+f6`, `?`), or null where it is none: a modifier alone, a letter
 * on its way through an input method, anything with Alt, which on many layouts is how letters are typed.
 */
export function keyOf(press: KeyPress): string | null {
  const { key, code, altKey, shiftKey, isComposing } = press
  if (isComposing || altKey || press.getModifierState('AltGraph')) return null
  if (modifiers.has(key) || key === 'Dead' || key === 'Process' || key === 'Unidentified') return null
  const name = nameOf(key, code)
  // Of `?` and its like, Shift is a part already; which key it is with differs from layout to layout.
  const isSymbol = name.length === 1 && !/^[a-z]$/.test(name)
  return [(press.ctrlKey || press.metaKey) && 'mod', shiftKey && !isSymbol && 'shift', name].filter(Boolean).join('+')
}

/** On layouts of other scripts the letter is told by its place: J is where J is on an English keyboard. */
function nameOf(key: string, code: string): string {
  if (key === ' ') return 'space'
  const isForeignLetter = key.length === 1 && /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key)
  const place = /^Key([A-Z])$/.exec(code)?.[1]
  return (isForeignLetter && place ? place : key).toLowerCase()
}

/** Keys that would type something, alone or one after the other: `j`, `?`, `g i`. */
export function isSingleKey(keys: string): boolean {
  return !keys.includes('mod+') && keys.split(' ').every((key) => key.replace('shift+', '').length === 1)
}

/** What is typed belongs to it alone. */
export function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !pressed.has(target.type)
}

const pressed = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])
