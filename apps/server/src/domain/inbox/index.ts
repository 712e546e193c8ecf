export { changeRoutes, inboxRoutes } from './routes.ts'
