import type { PlatformIo, ProfileSource } from '@switchboard/platform-kit'
import { askProfile, nameIn, pictureIn } from '../page-style/ask-profile.ts'

const fields = ['name', 'username', 'profile_pic']

/** Of people who have written or tapped something; before that they have not agreed. */
export const profile: ProfileSource['profile'] = async (account, externalUserId, io) => {
  const graphUrl = hostFor(account.access_token, io)
  const person = await askProfile(account, externalUserId, fields, { ...io, graphUrl })
  if (!person) return null
  const [name, username] = [nameIn(person.name), nameIn(person.username)]
  const avatar_url = pictureIn(person.profile_pic)
  return name === null && username === null && avatar_url === null ? null : { name, username, avatar_url }
}

/**
 * Tokens of Instagram Login are good on a host of their own, those of a linked Page on the usual one; each is refused by
 * the other. How a token begins tells them apart.
 */
function hostFor(accessToken: string, { graphUrl }: PlatformIo): string {
  const isInstagramLogin = accessToken.startsWith('IGAA')
  return isInstagramLogin && graphUrl === 'https://graph.facebook.com' ? 'https://graph.instagram.com' : graphUrl
}
