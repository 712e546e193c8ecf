// The emulator

export type { SandboxAccount, TokenState } from './cast/account.ts'
export { type Act, type ActKind, NotAnAct, NotOnPlatform } from './cast/act.ts'
export type { CustomerTraits } from './cast/cast.ts'
export type { Customer } from './cast/customer.ts'
export type { CustomerOf, InstagramCustomer, MessengerCustomer, WhatsAppCustomer } from './cast/platform-customers.ts'
export type { TellOptions } from './cast/stage.ts'
export type { AttemptRecord, DeliveryRecord, DeliveryState } from './delivery/delivery-log.ts'
export { NotDelivered } from './delivery/dispatcher.ts'
export type { Faults } from './delivery/faults.ts'
export type { RetryPolicy } from './delivery/retry.ts'
export type { LogLine, SandboxOptions, WebhookUrls } from './options.ts'
export type { BurstOptions, Sandbox } from './sandbox.ts'
export type { Script, StartOptions } from './script/script.ts'
export { startSandbox } from './start-sandbox.ts'

// The wire alone: pure builders and signed bytes, for a load that would be too much for the emulator

export { Ids } from './ids.ts'
export { MediaShelf } from './media/shelf.ts'
export { Random } from './random.ts'
export { instagramEcho, instagramReceipt, instagramUpdates } from './wire/instagram.ts'
export { type LoadMessage, type LoadTarget, makeWebhook } from './wire/load.ts'
export { messengerEcho, messengerReceipt, messengerUpdates } from './wire/messenger.ts'
export type { AccountIds, PersonIds, Said, Scene } from './wire/scene.ts'
export { escapedJson, type SignedWebhook, signed, signedBody } from './wire/signature.ts'
export { envelope, type Platform, platforms, type Update } from './wire/update.ts'
export { whatsAppEcho, whatsAppReceipt, whatsAppUpdates } from './wire/whatsapp.ts'
