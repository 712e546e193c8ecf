import { makeWebhook } from '@switchboard/meta-sandbox'
import { requestBytes } from './http-connection.ts'

export type Platform = 'instagram' | 'messenger' | 'whatsapp'

/** An account that customers write to, as the platform names it. */
export interface Inbox {
  platform: Platform
  externalId: string
}

export interface SupplyOptions {
  inboxes: readonly Inbox[]
  secret: string
  customersPerInbox: number
}

/** A signed webhook, ready to be written, and the ids of the messages in it. */
export interface Post {
  request: Buffer
  messageIds: readonly string[]
}

const phrases = [
  'Hello, is the blue one still available in size 42?',
  'When will my order arrive? The tracking page has said “in transit” since Monday.',
  'Thank you!',
  'Could you send me the invoice again, please? I cannot find it in my e-mails any more.',
  'Grüße aus Köln 👋 – do you ship to Germany?',
]

/** Signed webhooks in the platforms' own formats, made ahead so that making them costs the measured time nothing. */
export class WebhookSupply {
  readonly #options: SupplyOptions
  readonly #run = Math.random().toString(36).slice(2, 8)
  #made = 0

  constructor(options: SupplyOptions) {
    this.#options = options
  }

  /** Posts in which every customer writes once: afterwards they are all known. */
  introductions(messagesPerPost: number): Post[] {
    const { inboxes, customersPerInbox } = this.#options
    const posts: Post[] = []
    for (const inbox of inboxes) {
      for (let first = 0; first < customersPerInbox; first += messagesPerPost) {
        const last = Math.min(first + messagesPerPost, customersPerInbox)
        posts.push(
          this.#post(
            inbox,
            Array.from({ length: last - first }, (_, i) => first + i),
          ),
        )
      }
    }
    return posts
  }

  /** At least `messages` messages from customers at random, from each inbox in turn. */
  posts(messages: number, messagesPerPost: number): Post[] {
    const { inboxes, customersPerInbox } = this.#options
    const anyone = () => Math.floor(Math.random() * customersPerInbox)
    return Array.from({ length: Math.ceil(messages / messagesPerPost) }, (_, i) =>
      this.#post(inboxes[i % inboxes.length]!, Array.from({ length: messagesPerPost }, anyone)),
    )
  }

  #post(inbox: Inbox, customers: readonly number[]): Post {
    const messages = customers.map((customer) => this.#message(inbox, customer))
    const { body, headers } = makeWebhook(inbox.platform, {
      account: inbox.externalId,
      secret: this.#options.secret,
      messages,
    })
    return {
      request: requestBytes('POST', `/webhooks/${inbox.platform}`, headers, body),
      messageIds: messages.map(({ id }) => id),
    }
  }

  #message({ platform }: Inbox, customer: number) {
    const n = ++this.#made
    return {
      customer: String((platform === 'whatsapp' ? 447_700_000_000 : 7_000_000_000_000_000) + customer),
      name: `Customer ${customer}`,
      text: phrases[n % phrases.length]!,
      // As long as the ids of the platform are.
      id: `${platform === 'whatsapp' ? 'wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgU' : 'm_AG5Hz2U4mXWgXN9cFrNdaM2b6xqYt7v'}${this.#run}${n.toString(36)}`,
      at: Date.now(),
    }
  }
}
