export { holdLabels } from './hold-labels.ts'
export { tidyName } from './name.ts'
export { listLabels, presentLabels } from './queries.ts'
export { labelRoutes } from './routes.ts'
