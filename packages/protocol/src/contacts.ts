import { type Static, Type } from 'typebox'
import { PageQuery } from './requests.ts'
import { Attachment, ContactField, ContactSummary, ContactView, ConversationView, Id, nullable, Time } from './views.ts'

/** A contact with all that is known of the person, under whichever of their ids one asks. */
export const ContactDetails = Type.Object({
  ...ContactView.properties,
  conversations: Type.Array(ConversationView, { description: 'Newest activity first, at most 50.' }),
  merged_from: Type.Array(ContactSummary, { description: 'Contacts that turned out to be this person.' }),
})
export type ContactDetails = Static<typeof ContactDetails>

/** Null takes back what the team has written. */
export const ChangeContact = Type.Object(
  {
    display_name: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }))),
    email: Type.Optional(nullable(Type.String({ format: 'email', maxLength: 200 }))),
    language: Type.Optional(nullable(Type.String({ minLength: 2, maxLength: 35, description: 'BCP 47.' }))),
    fields: Type.Optional(
      Type.Array(ContactField, { maxItems: 50, description: 'All of them: they replace the others.' }),
    ),
    seen_at: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'The `updated_at` of the contact that the change was made from: where it has changed since, nothing is changed.',
      }),
    ),
  },
  { minProperties: 1 },
)
export type ChangeContact = Static<typeof ChangeContact>

export const MediaKind = Type.Union([
  Type.Literal('image'),
  Type.Literal('video'),
  Type.Literal('audio'),
  Type.Literal('file'),
])
export type MediaKind = Static<typeof MediaKind>

export const ContactMediaQuery = Type.Object({ ...PageQuery.properties, kind: Type.Optional(MediaKind) })
export type ContactMediaQuery = Static<typeof ContactMediaQuery>

/** Something that was sent in a conversation of the contact, by either side. */
export const SharedMedium = Type.Object({
  message_id: Id,
  conversation_id: Id,
  attachment: Attachment,
  sent_at: Time,
})
export type SharedMedium = Static<typeof SharedMedium>
