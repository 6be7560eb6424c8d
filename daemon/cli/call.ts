import { NhicardError } from '#protocols/errors/nhicard-error'
import { errorObject } from '#protocols/native-api/json-rpc'
import type { Response } from '#protocols/native-api/wire'
import { isMethodName, methods, type MethodName } from '#protocols/native-api/registry'
import * as z from 'zod'
import { post, runningDaemon } from './running-daemon.ts'

/** Text of the command line as the declared parameter wants it; what does not fit goes as it is and is refused by name. */
function valueOf(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `--reader r1 --treat-item 01` as `{ reader: 'r1', treatItem: '01' }`. @throws NhicardError PARAMS_INVALID */
export function paramsFrom(method: MethodName, args: readonly string[]): Record<string, unknown> {
  const { shape } = methods[method].params as z.ZodObject
  const params: Record<string, unknown> = {}
  for (let index = 0; index < args.length; index += 2) {
    const [flag = '', text] = args.slice(index, index + 2)
    const name = flag.replace(/^--/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const schema = shape[name]
    if (!flag.startsWith('--') || !(schema instanceof z.ZodType)) {
      const known = Object.keys(shape).map((key) => `--${key}`).join(' ') || 'none'
      throw new NhicardError('PARAMS_INVALID', { method, why: `unknown parameter ${flag} (known: ${known})` })
    }
    if (text === undefined) throw new NhicardError('PARAMS_INVALID', { method, why: `${flag} has no value` })
    params[name] = valueOf(schema, text)
  }
  return params
}

async function ask(method: string, args: readonly string[]): Promise<Response> {
  if (!isMethodName(method)) throw new NhicardError('METHOD_UNKNOWN', { method })
  const request = { jsonrpc: '2.0', id: 1, method, params: paramsFrom(method, args) }
  const response = await post(await runningDaemon(), '/rpc', JSON.stringify(request))
  return await response.json() as Response
}

/** `nhicard call`: result JSON on stdout and status 0, or error JSON on stderr and status 1. */
export async function call(method: string, args: readonly string[]): Promise<void> {
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
