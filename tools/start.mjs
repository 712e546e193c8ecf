// `npm start`: whatever is missing, then the server.
import { buildWeb } from './build-web.mjs'
import { install } from './install.mjs'
import { runNode } from './run-node.mjs'

const node = await install()
buildWeb(node)
process.exit(await runNode(node, ['apps/server/src/main.ts', ...process.argv.slice(2)]))
