import type { FailureKind } from '@switchboard/platform-kit'
import { Counter, type Registry } from 'prom-client'

export interface ProfileMetrics {
  asked(platform: string, outcome: 'learned' | 'none' | FailureKind | 'bug'): void
}

export function profileMetrics(registry: Registry): ProfileMetrics {
  const calls = new Counter({
    name: 'switchboard_profile_calls_total',
    help: 'Questions to platforms who somebody is, by what they answered.',
    labelNames: ['platform', 'outcome'],
    registers: [registry],
  })
  return { asked: (platform, outcome) => calls.inc({ platform, outcome }) }
}

export interface PushMetrics {
  pushed(outcome: 'sent' | 'dropped' | 'gone' | 'throttled' | 'unavailable' | 'rejected'): void
}

export function pushMetrics(registry: Registry): PushMetrics {
  const pushes = new Counter({
    name: 'switchboard_pushes_total',
    help: 'Pushes to browsers, by what became of them.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  return { pushed: (outcome) => pushes.inc({ outcome }) }
}
