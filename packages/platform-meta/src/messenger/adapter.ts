import type { PlatformAdapter, ProfileSource } from '@switchboard/platform-kit'
import { verifySignature } from '../signature.ts'
import { day_ms, week_ms } from '../time.ts'
import { parseMessenger } from './parse.ts'
import { profile } from './profile.ts'

/** Facebook Pages. After a day only a person may answer (the tag HUMAN_AGENT), after a week nobody. */
export const messenger: PlatformAdapter & ProfileSource = {
  platform: 'messenger',
  replyWindow: { open_ms: day_ms, afterwards: 'tag_only', extended_ms: week_ms },
  verify: verifySignature,
  parse: parseMessenger,
  profile,
}
