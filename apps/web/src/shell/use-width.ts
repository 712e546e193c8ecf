import { useSyncExternalStore } from 'react'

/** How many panes there is room for: one, two with the third over them, three. */
export type Width = 'phone' | 'medium' | 'wide'

const wide = matchMedia('(min-width: 1200px)')
const medium = matchMedia('(min-width: 768px)')

export function useWidth(): Width {
  return useSyncExternalStore(subscribe, () => (wide.matches ? 'wide' : medium.matches ? 'medium' : 'phone'))
}

function subscribe(listener: () => void): () => void {
  for (const query of [wide, medium]) query.addEventListener('change', listener)
  return () => {
    for (const query of [wide, medium]) query.removeEventListener('change', listener)
  }
}
