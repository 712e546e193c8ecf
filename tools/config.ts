import { configManual } from '../apps/server/src/config.ts'

console.log(configManual())
