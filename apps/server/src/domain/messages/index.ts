export { getMessage, listMessages, listThread, newestMessages } from './queries.ts'
export { type Received, receiveFacts } from './receive-facts.ts'
export { messageRoutes } from './routes.ts'
export type { ReceiveDeps, ReceivedItem } from './working-set.ts'
