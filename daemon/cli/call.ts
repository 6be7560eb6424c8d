import { NhicardError } from '#protocols/errors/nhicard-error'
import { errorObject } from '#protocols/native-api/json-rpc'
import type { Response } from '#protocols/native-api/wire'
import { isMethodName, methods, type MethodName } from '#protocols/native-api/registry'
import * as z from 'zod'
import { post, runningDaemon } from './running-daemon.ts'
import { SecretInput } from './secret-input.ts'
import { askSecrets, secretsOf } from './secrets.ts'

/** Text of the command line as the declared parameter wants it; what does not fit goes as it is and is refused by name. */
function valueOf(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * `--reader r1 --treat-item 01` as `{ reader: 'r1', treatItem: '01' }`. A secret is refused here: other users of the PC
 * can read a command line, and shells keep it. Of a method that has secrets, nothing unknown is repeated either: it may
 * be one.
 * @throws NhicardError PARAMS_INVALID
 */
export function paramsFrom(method: MethodName, args: readonly string[]): Record<string, unknown> {
  return flagsOf({ method, params: methods[method].params as z.ZodObject, secrets: secretsOf(method) }, args)
}

interface Flagged {
  readonly method: string
  readonly params: z.ZodObject
  readonly secrets: readonly string[]
}

function flagsOf({ method, params: { shape }, secrets }: Flagged, args: readonly string[]): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (let index = 0; index < args.length; index += 2) {
    const [flag = '', text] = args.slice(index, index + 2)
    const name = flag.replace(/^--/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const secret = secrets.find((one) => one === name.replace(/=.*$/s, ''))
    if (secret !== undefined) {
      const why = `${secret} is secret and never a flag: it is asked for, or read from standard input`
      throw new NhicardError('PARAMS_INVALID', { method, why })
    }
    const schema = shape[name]
    if (!flag.startsWith('--') || !(schema instanceof z.ZodType)) {
      const open = Object.keys(shape).filter((key) => !secrets.includes(key))
      const known = open.map((key) => `--${key}`).join(' ') || 'none'
      const unknown = secrets.length > 0 ? 'unknown parameter' : `unknown parameter ${flag}`
      throw new NhicardError('PARAMS_INVALID', { method, why: `${unknown} (known: ${known})` })
    }
    if (text === undefined) throw new NhicardError('PARAMS_INVALID', { method, why: `${flag} has no value` })
    params[name] = valueOf(schema, text)
  }
  return params
}

async function secretsFor(method: MethodName): Promise<Record<string, string>> {
  if (secretsOf(method).length === 0) return {}
  const input = new SecretInput(process.stdin, process.stderr)
  try {
    return await askSecrets(method, input)
  } finally {
    input.close()
  }
}

/** @throws NhicardError METHOD_UNKNOWN, PARAMS_INVALID */
async function flagged(method: string, args: readonly string[]): Promise<Record<string, unknown>> {
  if (isMethodName(method)) return paramsFrom(method, args)
  if (!method.startsWith('cshis.')) throw new NhicardError('METHOD_UNKNOWN', { method })
  const { cshisMethod } = await import('#protocols/cshis/native')
  const found = cshisMethod(method)
  if (found === undefined) throw new NhicardError('METHOD_UNKNOWN', { method })
  return flagsOf({ method, params: found.params, secrets: [] }, args)
}

async function ask(method: string, args: readonly string[]): Promise<Response> {
  const params = await flagged(method, args)
  const daemon = await runningDaemon() // before anybody types a PIN in vain
  const secrets = isMethodName(method) ? await secretsFor(method) : {}
  const request = { jsonrpc: '2.0', id: 1, method, params: { ...params, ...secrets } }
  const response = await post(daemon, '/rpc', JSON.stringify(request))
  return await response.json() as Response
}

/** `nhicard call`: result JSON on stdout and status 0, or error JSON on stderr and status 1; with `--help` what may be called. */
export async function call(method: string, args: readonly string[]): Promise<void> {
  if (method === '--help' || args.includes('--help')) {
    const { callHelp } = await import('./call-help.ts')
    const help = await callHelp(method === '--help' ? undefined : method)
    if (help !== undefined) return void process.stdout.write(`${help}\n`)
  }
  let response: Response
  try {
    response = await ask(method, args)
  } catch (error) {
    if (!(error instanceof NhicardError)) throw error
    response = { jsonrpc: '2.0', id: 1, error: errorObject(error) }
  }
  if ('result' in response) {
    process.stdout.write(`${JSON.stringify(response.result, null, 2)}\n`)
    return
  }
  process.stderr.write(`${JSON.stringify(response.error, null, 2)}\n`)
  process.exitCode = 1
}
