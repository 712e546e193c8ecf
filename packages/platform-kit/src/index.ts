export * from './adapter.ts'
export { clean, needsCleaning } from './clean.ts'
