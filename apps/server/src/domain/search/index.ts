export { indexMessages } from './index-messages.ts'
export { searchRoutes } from './routes.ts'
export { type Indexing, startIndexing } from './start-indexing.ts'
