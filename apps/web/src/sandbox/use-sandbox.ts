import type { ProviderPlatform, SandboxAct, SandboxReceiptStatus } from '@switchboard/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../live/client-context.tsx'

/**
 * The emulated platforms as this screen sees them. Nothing tells of their changes, so they are looked at again and
 * again while the page is, and at once after something was done here.
 */

const look_ms = 2_000
/** What was done is on its way by then, whether or not it has arrived. */
const soon_ms = 150

export function useSandboxState() {
  const { requests } = useClient()
  return useQuery({
    queryKey: ['sandbox', 'state'],
    queryFn: ({ signal }) => requests.sandbox.get({ signal }),
    refetchInterval: look_ms * 2,
  })
}

export function useSandboxThread(platform: ProviderPlatform, customer: string | null) {
  const { requests } = useClient()
  return useQuery({
    queryKey: ['sandbox', 'thread', platform, customer],
    queryFn: ({ signal }) => requests.sandbox.thread({ platform, customer: customer! }, { signal }),
    enabled: customer !== null,
    refetchInterval: look_ms,
  })
}

export function useDeliveries(state: string) {
  const { requests } = useClient()
  return useQuery({
    queryKey: ['sandbox', 'deliveries', state],
    queryFn: ({ signal }) =>
      requests.sandbox.deliveries({ limit: 100, ...(state !== '' && { state: state as 'failed' }) }, { signal }),
    refetchInterval: look_ms,
  })
}

export type Doing = Omit<SandboxAct, 'platform' | 'customer'>

/** What can be done on one phone. Each resolves with whether the server has taken it. */
export function usePhone(platform: ProviderPlatform, customer: string) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const who = { platform, customer }
  const look = () => queries.invalidateQueries({ queryKey: ['sandbox'] })

  return useMutation({
    mutationFn: (what: { act: Doing } | { echo: string } | { receipt: SandboxReceiptStatus; id: string }) => {
      if ('act' in what) return requests.sandbox.act({ ...who, ...what.act })
      if ('echo' in what) return requests.sandbox.echo({ ...who, text: what.echo })
      return requests.sandbox.receipt({ ...who, id: what.id, status: what.receipt })
    },
    onMutate: () => {
      setTimeout(() => void look(), soon_ms)
    },
    onSettled: look,
  })
}
