import type { DeliveryRecord } from '../delivery/delivery-log.ts'
import type { ControlAnswer } from './control-client.ts'

interface StateAnswer {
  url: string
  now: string
  pending: number
  accounts: { platform: string; name: string; external_id: string; is_subscribed: boolean }[]
  customers: { platform: string; handle: string; name: string; id: string; manner: string | null }[]
}

export function stateText(answer: ControlAnswer): string {
  const { url, now, pending, accounts, customers } = answer as unknown as StateAnswer
  return [
    `${url}, ${now}, ${pending} on their way`,
    '',
    ...accounts.map(
      ({ platform, name, external_id, is_subscribed }) =>
        `${platform.padEnd(10)} ${external_id.padEnd(18)} ${name}${is_subscribed ? '' : ' (not subscribed)'}`,
    ),
    '',
    ...customers.map(
      ({ platform, handle, id, manner, name }) =>
        `${platform.padEnd(10)} ${handle.padEnd(10)} ${id.padEnd(24)} ${manner ?? name}`,
    ),
  ].join('\n')
}

interface OutcomeAnswer {
  outcome: string
  ids: string[]
  deliveries: DeliveryRecord[]
}

const mostIds = 3

export function outcomeText(answer: ControlAnswer): string {
  const { outcome, ids, deliveries } = answer as unknown as OutcomeAnswer
  const shown = ids.slice(0, mostIds).join(' ')
  const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : ''
  const trouble = deliveries.filter(({ state }) => state !== 'acknowledged').slice(0, mostIds)
  return [`${outcome} ${shown}${more}`, ...trouble.map(deliveryLine)].join('\n')
}

export function deliveriesText(answer: ControlAnswer): string {
  const { items } = answer as unknown as { items: DeliveryRecord[] }
  return items.length > 0 ? items.map(deliveryLine).join('\n') : 'Nothing has been delivered yet.'
}

export function faultsText(answer: ControlAnswer): string {
  return Object.entries(answer)
    .map(([name, value]) => `${name.padEnd(12)} ${String(value)}`)
    .join('\n')
}

function deliveryLine({ id, platform, state, kinds, attempts, duplicate_of, replay_of }: DeliveryRecord): string {
  const last = attempts.at(-1)
  const tries = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`
  const result = last ? `${last.error ?? last.status} in ${last.latency_ms} ms` : ''
  const origin = [duplicate_of && `again ${duplicate_of}`, replay_of && `replay of ${replay_of}`]
    .filter(Boolean)
    .join(' ')
  return `${id.padEnd(7)} ${platform.padEnd(10)} ${state.padEnd(12)} ${tries} ${result} ${kinds.join(',')} ${origin}`.trimEnd()
}
