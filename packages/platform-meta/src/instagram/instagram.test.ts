import { describeMetaAdapter } from '../testing.ts'
import { instagram } from './adapter.ts'

describeMetaAdapter(instagram, new URL('./payloads/', import.meta.url))
