export { listSavedViews } from './queries.ts'
export { savedViewRoutes } from './routes.ts'
