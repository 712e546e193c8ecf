import type { PlatformAdapter, PlatformName } from '@switchboard/platform-kit'
import { instagram } from './instagram/adapter.ts'
import { messenger } from './messenger/adapter.ts'
import { whatsapp } from './whatsapp/adapter.ts'

export { instagram, messenger, whatsapp }

export const metaPlatforms: ReadonlyMap<PlatformName, PlatformAdapter> = new Map(
  [instagram, messenger, whatsapp].map((adapter) => [adapter.platform, adapter]),
)
