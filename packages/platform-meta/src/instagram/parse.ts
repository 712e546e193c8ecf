import { pageStyleParser } from '../page-style/parse-page-style.ts'

/** What an Instagram account's webhook brings besides messages. */
const ignoredFields = new Map([
  ['comments', 'comment'],
  ['live_comments', 'comment'],
  ['mentions', 'mention'],
  ['story_insights', 'story_insights'],
])

export const parseInstagram = pageStyleParser({ object: 'instagram', identity: 'igsid', ignoredFields })
