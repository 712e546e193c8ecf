import { ApiError, type Client } from '@switchboard/sdk'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useClient } from './client-context.tsx'

/**
 * For screens that ask and are answered: settings, logs. What is live is in the client's store, never here. Imported by
 * lazy screens alone, so that the inbox does not carry it.
 */
export function Queries({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queriesOf(useClient())}>{children}</QueryClientProvider>
}

/** One cache per signed-in client: what one person asked for is not for the next. */
const caches = new WeakMap<Client, QueryClient>()

function queriesOf(client: Client): QueryClient {
  const known = caches.get(client)
  if (known) return known
  const made = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: mayRetry } } })
  caches.set(client, made)
  return made
}

function mayRetry(failures: number, error: Error): boolean {
  return failures < 2 && (!(error instanceof ApiError) || error.retry)
}
