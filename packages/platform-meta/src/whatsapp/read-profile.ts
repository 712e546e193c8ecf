import type { ProfileFact } from '@switchboard/platform-kit'
import { ignored, unrecognised } from '../envelope.ts'
import { asObject, asText, type JsonObject, nameOf, present } from '../json.ts'
import { timeOf, unknownTime } from '../time.ts'
import { findPerson, handleOf, type Person } from './people.ts'
import { reading, type Scope, type ScopedReading } from './scope.ts'

/** An element of `state_sync[]`: a person in the phone book of the business's app. */
export function readStateSync(scope: Scope, element: JsonObject): ScopedReading {
  const at = timeOf(asObject(element.metadata)?.timestamp)
  const entry = asObject(element.contact)
  const person = findPerson(scope.cards, entry?.phone_number, entry?.user_id)
  const unused = { contact: null, card: person.card }
  if (element.type !== 'contact')
    return reading(scope, unrecognised(`state_sync:${nameOf(element.type)}`), null, at, unused)
  if (element.action === 'remove') return reading(scope, ignored('contact_removed'), null, at, unused)
  if (!entry || !person.contact) return reading(scope, unrecognised('profile_without_person'), null, at, unused)

  const contact = {
    ...person.contact,
    name: asText(entry.full_name) ?? asText(entry.first_name) ?? person.contact.name,
    username: handleOf(entry.username) ?? person.contact.username,
  }
  return profile(scope, { contact, card: person.card }, null, at)
}

/** An element of `user_preferences[]`: what a person wants to hear no more, or again. Kept by its subject. */
export function readPreference(scope: Scope, element: JsonObject): ScopedReading {
  const at = timeOf(element.timestamp)
  const person = findPerson(scope.cards, element.wa_id, element.user_id)
  if (!person.contact) {
    return reading(scope, unrecognised('profile_without_person'), null, at, { contact: null, card: person.card })
  }
  const { value, detail, signup_id } = element
  const wish = present({ value, detail, signup_id, at })
  const subject = typeof element.category === 'string' ? nameOf(element.category) : 'preference'
  return profile(scope, person, { [subject]: wish }, at)
}

function profile(
  scope: Scope,
  person: Person,
  preferences: ProfileFact['preferences'],
  at: string | null,
): ScopedReading {
  const told_at = at ?? scope.entry.at ?? unknownTime
  const fact: ProfileFact = { kind: 'profile', contact: person.contact!, preferences, told_at }
  return reading(scope, fact, null, at, person)
}
