import type { ProfileSource } from '@switchboard/platform-kit'
import { askProfile, nameIn, pictureIn } from '../page-style/ask-profile.ts'

const fields = ['first_name', 'last_name', 'profile_pic']

/** Needs the app's *Business Asset User Profile Access*; without it there is no profile to be had. */
export const profile: ProfileSource['profile'] = async (account, externalUserId, io) => {
  const person = await askProfile(account, externalUserId, fields, io)
  if (!person) return null
  const name = nameIn([nameIn(person.first_name), nameIn(person.last_name)].filter((part) => part !== null).join(' '))
  const avatar_url = pictureIn(person.profile_pic)
  return name === null && avatar_url === null ? null : { name, username: null, avatar_url }
}
