import type { AccountDetails, AccountHealth } from '@switchboard/protocol'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../live/client-context.tsx'
import { useRefreshOn } from '../use-refresh-on.ts'

const accountsKey = ['accounts'] as const

/** What changes with every message and is therefore asked for, not announced. The rest of an account is live. */
export function useAccountDetails() {
  const { requests } = useClient()
  useRefreshOn(['account_updated'], accountsKey)
  return useQuery({
    queryKey: accountsKey,
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, AccountDetails>> => {
      const found = new Map<string, AccountDetails>()
      for await (const { items } of requests.accounts.list.pages({ limit: 100 }, { signal })) {
        for (const account of items) found.set(account.id, account)
      }
      return found
    },
    refetchInterval: 15_000,
  })
}

export function useAccountHealth(id: string) {
  const { requests } = useClient()
  return useQuery({
    queryKey: [...accountsKey, id, 'health'],
    queryFn: ({ signal }): Promise<AccountHealth> => requests.accounts.health(id, { signal }),
    refetchInterval: 15_000,
  })
}
