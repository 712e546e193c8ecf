import { pageStyleParser } from '../page-style/parse-page-style.ts'

/** What a Page's webhook brings besides messages. */
const ignoredFields = new Map([
  ['feed', 'feed'],
  ['mention', 'mention'],
  ['mentions', 'mention'],
  ['inbox_labels', 'inbox_labels'],
  ['comments', 'comment'],
  ['live_comments', 'comment'],
  ['ratings', 'feed'],
  ['live_videos', 'feed'],
  ['videos', 'feed'],
  ['leadgen', 'leadgen'],
])

export const parseMessenger = pageStyleParser({ object: 'page', identity: 'psid', ignoredFields })
