import type { PlatformAdapter, ProfileSource } from '@switchboard/platform-kit'
import { verifySignature } from '../signature.ts'
import { day_ms, week_ms } from '../time.ts'
import { parseInstagram } from './parse.ts'
import { profile } from './profile.ts'

/** Instagram professional accounts, connected through a Page or by themselves. Windows as on Messenger. */
export const instagram: PlatformAdapter & ProfileSource = {
  platform: 'instagram',
  replyWindow: { open_ms: day_ms, afterwards: 'tag_only', extended_ms: week_ms },
  verify: verifySignature,
  parse: parseInstagram,
  profile,
}
