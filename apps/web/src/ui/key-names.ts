const isApple = /Mac|iP(hone|ad|od)/.test(globalThis.navigator?.platform ?? '')

const names: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  shift: isApple ? '⇧' : 'Shift',
  escape: 'Esc',
  enter: '↵',
  arrowup: '↑',
  arrowdown: '↓',
  space: 'Space',
}

/** `mod+k` → [[Ctrl, K]], `g i` → [[G], [I]]. */
export function keyNames(keys: string): string[][] {
  return keys.split(' ').map((combination) => combination.split('+').map(nameOf))
}

function nameOf(key: string): string {
  return names[key] ?? (/^[a-z]$|^f\d+$/.test(key) ? key.toUpperCase() : key)
}
