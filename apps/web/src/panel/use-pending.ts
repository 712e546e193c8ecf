import { useState } from 'react'

type Change<T> = (value: T) => T

/**
 * What the store says, with this member's own changes over it until the server has answered. Each change must be one
 * that may be applied twice: the store can have it already. When the server refuses, the change is gone and the store's
 * truth shows again; the caller says why.
 */
export function usePending<T>(truth: T) {
  const [changes, setChanges] = useState<readonly Change<T>[]>([])

  async function run<A>(change: Change<T>, write: () => Promise<A>): Promise<A> {
    setChanges((before) => [...before, change])
    try {
      return await write()
    } finally {
      setChanges((before) => before.filter((one) => one !== change))
    }
  }

  const value = changes.reduce((before, change) => change(before), truth)
  return { value, isPending: changes.length > 0, run }
}
