export { type LoadMessage, type LoadTarget, makeWebhook } from './wire/load.ts'
export { escapedJson, type SignedWebhook, signed, signedBody } from './wire/signature.ts'
export type { Platform } from './wire/update.ts'
