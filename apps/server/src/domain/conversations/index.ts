export * from './conversation.ts'
export * from './conversation-id.ts'
export { dropRemovedLabels } from './drop-removed-labels.ts'
export { listConversations } from './list-conversations.ts'
export { type CountedAccount, lockConversations, recount } from './lock.ts'
export {
  audiencesOfConversation,
  getConversation,
  listConversationsWith,
  type ReadDeps,
  viewConversations,
  visibleAccounts,
} from './queries.ts'
export * from './reply-policy.ts'
export { conversationRoutes } from './routes.ts'
export { type ChangeOfConversation, writeBack } from './write-back.ts'
