import { describeMetaAdapter } from '../testing.ts'
import { messenger } from './adapter.ts'

describeMetaAdapter(messenger, new URL('./payloads/', import.meta.url))
