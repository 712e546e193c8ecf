import type { Platform } from '../wire/update.ts'

export interface CastMember {
  platform: Platform
  handle: string
  name: string
  username: string | null
  /** WhatsApp: the number; null where the person shows only a username. From ranges that nobody can have. */
  phone: string | null
  /** WhatsApp: the country in the user id. */
  country: string
  /** One line for people who look at the cast: what to expect of them. */
  manner: string
}

/** The customers of the demo. Their ids stay the same for a seed, over restarts. */
export const people: readonly CastMember[] = [
  onWhatsApp('ada', 'Ada', '447700900123', 'GB', 'Curious: asks one thing after another'),
  onWhatsApp('omar', 'عمر Omar', '447700900481', 'GB', 'Writes Arabic and English, often in one sentence'),
  onWhatsApp('vera', 'Vera', '61491570156', 'AU', 'Sends only voice notes'),
  onWhatsApp('paulo', 'Paulo', '12025550143', 'US', 'Sends 40 photos'),
  onWhatsApp('hana', 'Hana', '12025550178', 'US', 'Silent for 25 hours, so the reply window is closed'),
  { ...onWhatsApp('noor', 'Noor', null, 'NL', 'Shows a username and no phone number'), username: 'noor.makes' },
  onMessenger('bruno', 'Bruno', 'Angry: short, loud and several times'),
  onMessenger('sam', 'Sam', 'Spammer: bursts of the same thing'),
  onMessenger('mei', 'Mei', 'Taps buttons and places orders'),
  onMessenger('ingrid', 'Ingrid', 'Sends documents, links and places'),
  onInstagram('lucia', 'Lucía', 'lucia.paints', 'Replies to stories and mentions the shop in hers'),
  onInstagram('kofi', 'Kofi', 'kofi_builds', 'Edits and unsends what was written'),
  onInstagram('yuki', 'ゆき', 'yuki.home', 'Reacts, likes and shares posts and reels'),
]

function onWhatsApp(handle: string, name: string, phone: string | null, country: string, manner: string): CastMember {
  return { platform: 'whatsapp', handle, name, username: null, phone, country, manner }
}

function onMessenger(handle: string, name: string, manner: string): CastMember {
  return { platform: 'messenger', handle, name, username: null, phone: null, country: '', manner }
}

function onInstagram(handle: string, name: string, username: string, manner: string): CastMember {
  return { platform: 'instagram', handle, name, username, phone: null, country: '', manner }
}
