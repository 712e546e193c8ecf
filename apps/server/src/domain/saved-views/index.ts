export { listSavedViews } from './queries.ts'
