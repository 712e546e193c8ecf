import type { PlatformAdapter } from '@switchboard/platform-kit'
import { verifySignature } from '../signature.ts'
import { day_ms, week_ms } from '../time.ts'
import { parseInstagram } from './parse.ts'

/** Instagram professional accounts, connected through a Page or by themselves. Windows as on Messenger. */
export const instagram: PlatformAdapter = {
  platform: 'instagram',
  replyWindow: { open_ms: day_ms, afterwards: 'tag_only', extended_ms: week_ms },
  verify: verifySignature,
  parse: parseInstagram,
}
