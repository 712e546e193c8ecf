/**
 * What a push holds, once the browser has decrypted it. `web_push` and `notification` are what browsers show by
 * themselves where they can (declarative Web Push); a service worker may say it in its own words from `data`.
 */
export interface PushPayload {
  web_push: 8030
  notification: {
    title: string
    body: string
    lang: string
    /** The page that a click opens. */
    navigate: string
    /** A newer push of the same conversation takes the place of an older one. */
    tag: string
  }
  data: {
    type: 'new_message'
    workspace_id: string
    conversation_id: string
    message_id: string
    platform: string
    /** Unread messages of the conversation. */
    unread_count: number
    /** Null where the member wants no content shown. */
    sender_name: string | null
    preview: string | null
  }
}
