import type { Client } from '@switchboard/sdk'
import { createContext, useContext } from 'react'

export const ClientContext = createContext<Client | null>(null)

/** The one client of this page: its requests, its live store, its connection. Below the session gate only. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('there is no client above the session gate')
  return client
}
