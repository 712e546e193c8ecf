import { nextPhone, nextUserId } from '../ids.ts'
import type { Scene } from '../wire/scene.ts'
import type { Update } from '../wire/update.ts'
import { whatsAppIdentityChange } from '../wire/whatsapp.ts'
import type { Act } from './act.ts'
import { Customer } from './customer.ts'
import type { TellOptions } from './stage.ts'

type Shared = Omit<Extract<Act, { kind: 'share' }>, 'kind'>
type Ordered = Omit<Extract<Act, { kind: 'order' }>, 'kind'>
type Place = Omit<Extract<Act, { kind: 'location' }>, 'kind'>
type Card = Omit<Extract<Act, { kind: 'contact' }>, 'kind'>

export class MessengerCustomer extends Customer {
  sendLocation(place: Place, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'location', ...place }, options)
  }

  share(shared: Shared, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'share', ...shared }, options)
  }

  /** The thumb. */
  like(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'like' }, options)
  }

  quickReply(title: string, payload: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'quick_reply', title, payload }, options)
  }

  postback(title: string, payload: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'postback', title, payload }, options)
  }

  /** Resolves with an empty string: an order has no id. */
  order(ordered: Ordered, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'order', ...ordered }, options)
  }

  /** Comes back to an existing thread through a link. Resolves with an empty string: a referral has no id. */
  referral(ref: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'referral', ref }, options)
  }
}

export class InstagramCustomer extends Customer {
  storyReply(text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'story_reply', text }, options)
  }

  storyMention(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'story_mention' }, options)
  }

  share(shared: Shared, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'share', ...shared }, options)
  }

  /** The heart. */
  like(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'like' }, options)
  }

  unsend(to: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'unsend', to }, options)
  }

  quickReply(title: string, payload: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'quick_reply', title, payload }, options)
  }

  postback(title: string, payload: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'postback', title, payload }, options)
  }

  /** Comes back to an existing thread through a link. Resolves with an empty string: a referral has no id. */
  referral(ref: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'referral', ref }, options)
  }
}

export class WhatsAppCustomer extends Customer {
  sendLocation(place: Place, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'location', ...place }, options)
  }

  sendContact(card: Card, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'contact', ...card }, options)
  }

  forward(text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'forward', text }, options)
  }

  unsend(to: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'unsend', to }, options)
  }

  /** A tap on a button of an interactive message; `to` is that message's id. */
  answerButton(title: string, payload: string, to?: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'button_reply', title, payload, ...given('to', to) }, options)
  }

  answerList(title: string, payload: string, to?: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'list_reply', title, payload, ...given('to', to) }, options)
  }

  /** A tap on a quick-reply button of a template. */
  answerTemplateButton(title: string, payload: string, to?: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'template_button', title, payload, ...given('to', to) }, options)
  }

  answerFlow(answers: Record<string, unknown>, to?: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'flow_reply', answers: JSON.stringify(answers), ...given('to', to) }, options)
  }

  order(ordered: Ordered, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'order', ...ordered }, options)
  }

  /** Takes a new number, and with it a new user id. Somebody who hides their number only gets the new id. */
  changeNumber(phone?: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'change_number', ...given('phone', phone) }, options)
  }

  changeUserId(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'change_user_id' }, options)
  }

  protected override updatesOf(act: Act, scene: Scene): Update[] {
    if (act.kind !== 'change_number' && act.kind !== 'change_user_id') return super.updatesOf(act, scene)
    const update = whatsAppIdentityChange(scene, this.#become(act))
    return [update]
  }

  #become(act: Extract<Act, { kind: 'change_number' | 'change_user_id' }>): { phone: string | null; userId: string } {
    if (act.kind === 'change_number' && this.phone !== null) this.phone = act.phone ?? nextPhone(this.phone)
    this.userId = nextUserId(this.userId)
    return { phone: this.phone, userId: this.userId }
  }
}

export interface CustomerOf {
  messenger: MessengerCustomer
  instagram: InstagramCustomer
  whatsapp: WhatsAppCustomer
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: Value })
}
