import { describeMetaAdapter } from '../testing.ts'
import { whatsapp } from './adapter.ts'

describeMetaAdapter(whatsapp, new URL('./payloads/', import.meta.url))
