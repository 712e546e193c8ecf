import { describe, expect, it } from 'vitest'
import { isSingleKey, type KeyPress, keyOf } from './keys.ts'

function press(key: string, given: Partial<KeyPress> & { altGraph?: boolean } = {}): KeyPress {
  const { altGraph = false, ...rest } = given
  return {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    getModifierState: (name) => name === 'AltGraph' && altGraph,
    ...rest,
  }
}

describe('a press', () => {
  it.each([
    ['j', press('j'), 'j'],
    ['J with caps lock', press('J'), 'j'],
    ['Shift and J', press('J', { shiftKey: true }), 'shift+j'],
    ['? wherever the layout has it', press('?', { shiftKey: true }), '?'],
    ['Ctrl and K', press('k', { ctrlKey: true }), 'mod+k'],
    ['⌘ and K', press('k', { metaKey: true }), 'mod+k'],
    ['Shift and F6', press('F6', { shiftKey: true }), 'shift+f6'],
    ['Escape', press('Escape'), 'escape'],
    ['the key of J on an Arabic layout', press('ت', { code: 'KeyJ' }), 'j'],
    ['the key of K with Ctrl on a Russian layout', press('л', { code: 'KeyK', ctrlKey: true }), 'mod+k'],
    ['Ö, which is a letter of its own', press('ö', { code: 'Semicolon' }), 'ö'],
  ])('[B31] of %s is told by what it means', (_, event, key) => {
    expect(keyOf(event)).toBe(key)
  })

  it.each([
    ['AltGr and L, which is ł in Polish', press('ł', { code: 'KeyL', altGraph: true })],
    ['AltGr and Q, which Windows reports with Ctrl and Alt', press('@', { code: 'KeyQ', ctrlKey: true, altKey: true })],
    ['Option and L on a Mac', press('¬', { code: 'KeyL', altKey: true })],
    ['a letter that an input method is composing', press('k', { isComposing: true })],
    ['a dead key', press('Dead')],
    ['Shift alone', press('Shift', { shiftKey: true })],
  ])('[B31] of %s is nobody’s', (_, event) => {
    expect(keyOf(event)).toBeNull()
  })
})

it('[B31] what would type something is told from what would not', () => {
  for (const keys of ['j', '?', 'g i', 'shift+j']) expect(isSingleKey(keys), keys).toBe(true)
  for (const keys of ['mod+k', 'f6', 'shift+f6', 'escape', 'mod+enter']) expect(isSingleKey(keys), keys).toBe(false)
})
