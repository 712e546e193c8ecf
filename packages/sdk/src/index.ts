export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Clock } from './clock.ts'
export type { Connection, Observer, Socket } from './connection.ts'
export type { ConnectionState, StopReason } from './connection-state.ts'
export type { ConnectionStatus } from './connection-status.ts'
export { differences } from './law.ts'
export type { Loading, LoadOptions } from './loading.ts'
export {
  continueList,
  mergeAround,
  mergeContact,
  mergeConversation,
  mergeConversations,
  mergeMessages,
  mergeNotes,
  trimThread,
} from './merge.ts'
export { createIds, newId } from './new-id.ts'
export * from './operations/index.ts'
export { reduce, reduceAll } from './reduce.ts'
export { replyPolicyAt } from './reply-policy.ts'
export { ApiError, NetworkError } from './request-errors.ts'
export {
  type Code,
  type CodeWanted,
  createRequests,
  type Enrolment,
  type Listing,
  type RequestDeps,
  type RequestOptions,
  type Requests,
  type SignedIn,
  type SignIn,
} from './requests.ts'
export { type ConversationFilter, listConversations, threadOf, unreadTotals } from './select.ts'
export {
  comparePlaces,
  fromSnapshot,
  type InboxState,
  isListed,
  type MessagePart,
  type Notes,
  type Place,
  placeOf,
  type Segment,
  type SnapshotWindow,
  type Thread,
} from './state.ts'
export { InboxStore } from './store.ts'
export { type GetToken, type SessionOptions, sessionTokens } from './tokens.ts'
