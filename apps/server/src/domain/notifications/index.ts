export {
  claimPushes,
  type DuePush,
  endSubscription,
  giveBackPush,
  pauseSubscription,
  praiseSubscription,
  settlePush,
  settleSentPush,
} from './claim-pushes.ts'
export { newsFor_ms, patience_ms, planPushes } from './plan-pushes.ts'
export { isQuiet } from './quiet-hours.ts'
export { notificationRoutes } from './routes.ts'
