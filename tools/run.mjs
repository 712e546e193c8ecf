// `npm run <command>`: whatever is missing, then the command on the Node that the repository brings.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildWeb } from './build-web.mjs'
import { install, root, stop } from './install.mjs'
import { runNode } from './run-node.mjs'

const commands = {
  test: 'tools/test.ts',
  check: 'tools/check.ts',
  dev: 'tools/dev.ts',
  config: 'tools/config.ts',
  bench: 'bench/src/main.ts',
  chaos: 'chaos/src/main.ts',
  sandbox: 'packages/meta-sandbox/src/cli.ts',
  restored: 'apps/server/src/restored.ts',
}
const needPages = new Set(['test', 'bench', 'chaos'])

const [command = '', ...parameters] = process.argv.slice(2)
const script = commands[command]
if (!script) stop(`There is no command "${command}"; there are ${Object.keys(commands).join(', ')}.`)
if (!existsSync(join(root, script))) stop(`This checkout has no ${script}, which "npm run ${command}" would run.`)

const node = await install()
if (needPages.has(command)) buildWeb(node)
process.exit(await runNode(node, [script, ...parameters]))
