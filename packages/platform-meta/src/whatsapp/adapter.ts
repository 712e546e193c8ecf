import type { PlatformAdapter } from '@switchboard/platform-kit'
import { verifySignature } from '../signature.ts'
import { day_ms } from '../time.ts'
import { parseWhatsapp } from './parse.ts'

/** WhatsApp Cloud API numbers. After a day only approved templates. */
export const whatsapp: PlatformAdapter = {
  platform: 'whatsapp',
  replyWindow: { open_ms: day_ms, afterwards: 'template_only', extended_ms: null },
  verify: verifySignature,
  parse: parseWhatsapp,
}
