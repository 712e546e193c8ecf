import { type FocusEvent, type PointerEvent, useEffect, useState } from 'react'

/** Whether somebody's pointer or keyboard focus is on an element, so that nothing in it may move under their hand. */
export function useHand() {
  const [isPointed, setPointed] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const [isInside, setInside] = useState(false)

  useEffect(() => {
    const leave = () => document.visibilityState === 'hidden' && setPointed(false)
    document.addEventListener('visibilitychange', leave)
    return () => document.removeEventListener('visibilitychange', leave)
  }, [])

  return {
    isOn: isPointed || isFocused,
    /** The focus is there, however it came. */
    isInside,
    handlers: {
      onPointerMove: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus({ target }: FocusEvent) {
        setInside(true)
        setFocused(target.matches(':focus-visible'))
      },
      onBlur({ currentTarget, relatedTarget }: FocusEvent) {
        if (currentTarget.contains(relatedTarget)) return
        setInside(false)
        setFocused(false)
      },
    },
  }
}
