import { type Static, Type } from 'typebox'
import { Cursor } from './frames.ts'
import { ContactSummary, ConversationView, Id, MessageView, nullable } from './views.ts'

/** `GET search` of `/api/v1`. */

export const SearchQuery = Type.Object({
  q: Type.String({
    minLength: 1,
    maxLength: 300,
    description:
      'Words, the last of them as far as it has been typed; "quoted phrases"; `from:` a name, `in:` a platform, ' +
      '`is:unread|archived|assigned|unassigned`, `has:image|video|audio|file|link`, `before:` and `after:` a day as 2026-12-31.',
  }),
  types: Type.Optional(
    Type.String({
      maxLength: 60,
      pattern: '^(contacts|messages)(,(contacts|messages))*$',
      description: 'What to look for, with commas between; everything when left out.',
    }),
  ),
  conversation_id: Type.Optional(Type.String({ maxLength: 64, description: 'Only messages of this conversation.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
  cursor: Type.Optional(Cursor),
})
export type SearchQuery = Static<typeof SearchQuery>

export const ContactHit = Type.Object({
  contact: ContactSummary,
  conversation_id: nullable(Id),
  conversation: nullable(ConversationView),
})
export type ContactHit = Static<typeof ContactHit>

export const MessageHit = Type.Object({
  message: MessageView,
  conversation: ConversationView,
  snippet: Type.String({ description: 'The part of the text that was found, in one line.' }),
  highlights: Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }), {
    description: 'Where the words stand in `snippet`: from, to; in UTF-16 units, as strings are cut in JavaScript.',
  }),
})
export type MessageHit = Static<typeof MessageHit>

/** Newest first. A page of messages may be short and have a `next_cursor` nevertheless: then the search goes on there. */
export const SearchAnswer = Type.Object({
  contacts: Type.Object({ items: Type.Array(ContactHit) }),
  messages: Type.Object({ items: Type.Array(MessageHit), next_cursor: nullable(Type.String()) }),
})
export type SearchAnswer = Static<typeof SearchAnswer>
