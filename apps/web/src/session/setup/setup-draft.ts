import type { Setup } from '@switchboard/protocol'

export type SetupDraft = Required<Omit<Setup, 'code' | 'sandbox'>>
