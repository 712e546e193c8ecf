import { actFields } from '../cast/act.ts'
import { actIn, durationMs, type Given, neededFlag, numberFlag, textFlag } from './arguments.ts'
import type { ControlAnswer } from './control-client.ts'
import { CliFailure } from './failure.ts'
import { deliveriesText, faultsText, outcomeText, stateText } from './texts.ts'

export interface ControlCall {
  method: 'GET' | 'POST'
  path: string
  body?: Record<string, unknown>
}

export interface Command {
  /** What comes after the name. */
  usage: string
  summary: string
  examples: readonly string[]
  /** What else is worth knowing, in its help. */
  notes?: readonly string[]
  call(given: Given): ControlCall
  text(answer: ControlAnswer): string
}

const faultFlags = ['duplicates', 'reorder', 'batch', 'delay-ms', 'drop', 'lose-answer', 'stray-edits']

export const commands: Readonly<Record<string, Command>> = {
  list: {
    usage: '',
    summary: 'The accounts, the customers and how things stand.',
    examples: ['list', 'list --json'],
    call: () => ({ method: 'GET', path: 'state' }),
    text: stateText,
  },
  send: {
    usage: '--platform NAME --as CUSTOMER [--kind KIND] [TEXT] [--FIELD VALUE …]',
    summary: 'Do something as a customer, and wait until the server has acknowledged it.',
    examples: [
      'send --platform whatsapp --as ada "Is it still there?"',
      'send --platform instagram --as lucia --kind image "Look"',
      'send --platform messenger --as bruno --kind reaction --to m_… 👍',
    ],
    notes: ['Kinds and their fields:', ...Object.entries(actFields).map(kindLine)],
    call: (given) => ({
      method: 'POST',
      path: 'send',
      body: {
        platform: neededFlag(given, 'platform'),
        customer: neededFlag(given, 'as'),
        wait: !given.flags['no-wait'],
        ...actIn(given),
      },
    }),
    text: outcomeText,
  },
  echo: {
    usage: '--platform NAME --to CUSTOMER TEXT',
    summary: "Write to a customer as the business, in the platform's own app.",
    examples: [
      'echo --platform whatsapp --to ada "Two are left"',
      'echo --platform messenger --to mei "On Friday" --json',
    ],
    call: (given) => ({
      method: 'POST',
      path: 'echo',
      body: { platform: neededFlag(given, 'platform'), customer: neededFlag(given, 'to'), text: given.words.join(' ') },
    }),
    text: outcomeText,
  },
  receipt: {
    usage: '--platform NAME --as CUSTOMER --id MESSAGE --status STATUS',
    summary: 'Say what became of an outgoing message: sent, delivered, read, played or failed.',
    examples: [
      'receipt --platform whatsapp --as ada --id wamid.… --status read',
      'receipt --platform messenger --as mei --id m_… --status delivered',
    ],
    call: (given) => ({
      method: 'POST',
      path: 'receipt',
      body: {
        platform: neededFlag(given, 'platform'),
        customer: neededFlag(given, 'as'),
        id: neededFlag(given, 'id'),
        status: neededFlag(given, 'status'),
      },
    }),
    text: outcomeText,
  },
  burst: {
    usage: '[--count N] [--platform NAME]',
    summary: 'Many messages at once, from everybody.',
    examples: ['burst --count 50', 'burst --count 500 --platform whatsapp'],
    call: (given) => ({
      method: 'POST',
      path: 'burst',
      body: {
        count: numberFlag(given, 'count') ?? 50,
        platform: textFlag(given, 'platform'),
        wait: !given.flags['no-wait'],
      },
    }),
    text: outcomeText,
  },
  faults: {
    usage: `[--none] ${faultFlags.map((name) => `[--${name} N]`).join(' ')}`,
    summary: 'Show or change what goes wrong on the way.',
    examples: ['faults --duplicates 0.1 --reorder 5', 'faults --none'],
    call: faultsCall,
    text: faultsText,
  },
  deliveries: {
    usage: '[--limit N] [--state STATE]',
    summary: 'The newest webhooks and how they went.',
    examples: ['deliveries --limit 10', 'deliveries --state retrying --json'],
    call: (given) => ({ method: 'GET', path: `deliveries?${deliveriesQuery(given)}` }),
    text: deliveriesText,
  },
  replay: {
    usage: 'ID',
    summary: 'Deliver the same bytes once more.',
    examples: ['replay d-12', 'replay d-12 --json'],
    call: ({ words: [id] }) => {
      if (id === undefined) throw new CliFailure('Say which delivery, for example: replay d-12')
      return { method: 'POST', path: `deliveries/${encodeURIComponent(id)}/replay`, body: {} }
    },
    text: outcomeText,
  },
  add: {
    usage: '--platform NAME --as CUSTOMER [--name NAME] [--username NAME] [--phone DIGITS]',
    summary: 'A new customer.',
    examples: ['add --platform whatsapp --as zoe --name Zoë', 'add --platform instagram --as max --username max.draws'],
    call: (given) => ({
      method: 'POST',
      path: 'customers',
      body: {
        platform: neededFlag(given, 'platform'),
        handle: neededFlag(given, 'as'),
        name: textFlag(given, 'name'),
        username: textFlag(given, 'username'),
        phone: textFlag(given, 'phone'),
      },
    }),
    text: ({ handle, platform, id }) => `${String(handle)} on ${String(platform)}: ${String(id)}`,
  },
  script: {
    usage: 'start|stop|speed [--speed N] [--no-backlog]',
    summary: 'Let the customers of the demo write, or be silent.',
    examples: ['script start --no-backlog', 'script speed --speed 5'],
    call: scriptCall,
    text: ({ running, speed }) => `The script is ${running ? 'running' : 'stopped'}, speed ${String(speed)}.`,
  },
  advance: {
    usage: 'TIME',
    summary: "Move the sandbox's time forward.",
    examples: ['advance 25h', 'advance 90s'],
    call: ({ words: [time = ''] }) => ({ method: 'POST', path: 'advance', body: { ms: durationMs(time) } }),
    text: ({ now }) => `It is now ${String(now)}.`,
  },
  reset: {
    usage: '',
    summary: 'Stop the script, end all faults, forget the log and everybody who was added.',
    examples: ['reset', 'reset --json'],
    call: () => ({ method: 'POST', path: 'reset', body: {} }),
    text: stateText,
  },
}

function kindLine([kind, fields]: [string, Record<string, string>]): string {
  const flags = Object.entries(fields).map(([name, type]) => {
    const flag = `--${name.replaceAll('_', '-')}`
    return type.endsWith('?') ? `[${flag}]` : flag
  })
  return `  ${kind.padEnd(16)} ${flags.join(' ')}`.trimEnd()
}

function faultsCall(given: Given): ControlCall {
  const named = faultFlags.map((name) => [name.replaceAll('-', '_'), numberFlag(given, name)] as const)
  const changed = named.filter(([, value]) => value !== undefined)
  const ended = given.flags.none ? named.map(([name]) => [name, 0] as const) : []
  if (changed.length + ended.length === 0) return { method: 'GET', path: 'faults' }
  return { method: 'POST', path: 'faults', body: Object.fromEntries([...ended, ...changed]) }
}

function deliveriesQuery(given: Given): URLSearchParams {
  const query = new URLSearchParams({ limit: String(numberFlag(given, 'limit') ?? 20) })
  const state = textFlag(given, 'state')
  if (state !== undefined) query.set('state', state)
  return query
}

function scriptCall(given: Given): ControlCall {
  const [action] = given.words
  const speed = numberFlag(given, 'speed')
  if (action !== 'start' && action !== 'stop' && action !== 'speed') {
    throw new CliFailure('Say "script start", "script stop" or "script speed --speed 2".')
  }
  const backlog = action === 'start' ? !given.flags['no-backlog'] : undefined
  return { method: 'POST', path: 'script', body: { action: action === 'speed' ? undefined : action, speed, backlog } }
}
