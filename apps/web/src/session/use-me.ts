import type { MemberView, Permission } from '@switchboard/protocol'
import { useInbox } from '../live/use-inbox.ts'

export function useMe(): MemberView {
  return useInbox((state) => state.me)
}

/** Asked by name; the server asks again. */
export function useMay(permission: Permission): boolean {
  return useInbox((state) => state.me.permissions.includes(permission))
}
