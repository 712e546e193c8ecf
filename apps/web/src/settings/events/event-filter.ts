import type { InboundEventQuery, InboundEventState, ProviderPlatform } from '@switchboard/protocol'

/** As it stands in the address; what is not one of the words is as if it were not there. */
export interface EventSearch {
  state?: string
  platform?: string
  account?: string
}

export const eventStates = [
  'pending',
  'processed',
  'ignored',
  'unrecognised',
  'failed',
] as const satisfies readonly InboundEventState[]
export const eventPlatforms = ['whatsapp', 'instagram', 'messenger'] as const satisfies readonly ProviderPlatform[]

export type EventFilter = Omit<InboundEventQuery, 'limit' | 'cursor'>

export function filterOf({ state, platform, account }: EventSearch): EventFilter {
  const known = {
    state: eventStates.find((one) => one === state),
    platform: eventPlatforms.find((one) => one === platform),
    account_id: account,
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as EventFilter
}
