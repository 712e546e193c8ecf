export * from './adapter.ts'
export { clean, needsCleaning } from './clean.ts'
export * from './platform-error.ts'
export * from './profile.ts'
