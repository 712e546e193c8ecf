export * from './conversation.ts'
export * from './conversation-id.ts'
export { listConversations } from './list-conversations.ts'
export { type CountedAccount, lockConversations, recount } from './lock.ts'
export {
  audiencesOfConversation,
  getConversation,
  listConversationsById,
  type ReadDeps,
  visibleAccounts,
} from './queries.ts'
export * from './reply-policy.ts'
export { conversationRoutes } from './routes.ts'
export { writeBack } from './write-back.ts'
