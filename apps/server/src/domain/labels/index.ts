export { listLabels, presentLabels } from './queries.ts'
