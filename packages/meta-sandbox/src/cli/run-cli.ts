import { type Given, givenIn, textFlag } from './arguments.ts'
import { type Command, commands } from './commands.ts'
import { addressOf, type ControlAnswer, callControl } from './control-client.ts'
import { CliFailure } from './failure.ts'

export interface CliWorld {
  env: Readonly<Record<string, string | undefined>>
  print(text: string): void
}

/** Runs one command against a running sandbox. Gives the exit status: 0 only when what was asked for has happened. */
export async function runCli(args: readonly string[], { env, print }: CliWorld): Promise<number> {
  const wantsJson = args.includes('--json')
  try {
    const given = givenIn(args)
    const command = commandOf(given)
    if (!command || given.flags.help) {
      print(command ? commandHelp(given.command!, command) : overview())
      return command || given.flags.help ? 0 : 2
    }
    const { method, path, body } = command.call(given)
    const address = addressOf(textFlag(given, 'url'), textFlag(given, 'token'), env)
    const answer = await callControl(address, method, path, body)
    print(wantsJson ? JSON.stringify(answer) : command.text(answer))
    return hasHappened(answer, given) ? 0 : 1
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    print(wantsJson ? JSON.stringify({ error: { message: error.message } }) : error.message)
    return 1
  }
}

/** Undefined when none was named. */
function commandOf({ command: name }: Given): Command | undefined {
  if (name === undefined || name === 'help') return undefined
  if (!Object.hasOwn(commands, name)) {
    throw new CliFailure(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  }
  return commands[name]
}

/** Whoever did not want to wait is content with a message on its way. */
function hasHappened({ outcome }: ControlAnswer, { flags }: Given): boolean {
  return outcome === undefined || outcome === 'acknowledged' || (outcome === 'pending' && flags['no-wait'] === true)
}

function overview(): string {
  const names = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  return [
    'Moves the emulated platforms of a running Switchboard.',
    '',
    ...names,
    '',
    'Every command takes --json, --help, and --url with --token for a sandbox that is elsewhere',
    '(otherwise SANDBOX_URL and SANDBOX_TOKEN, or what the server wrote into its data directory).',
    '',
    'Examples:',
    ...['send', 'burst', 'faults'].map((name) => `  npm run sandbox -- ${commands[name]!.examples[0]}`),
  ].join('\n')
}

function commandHelp(name: string, { usage, summary, examples, notes }: Command): string {
  return [
    `npm run sandbox -- ${name} ${usage}`.trimEnd(),
    '',
    summary,
    '',
    'Examples:',
    ...examples.map((example) => `  npm run sandbox -- ${example}`),
    ...(notes ? ['', ...notes] : []),
  ].join('\n')
}
