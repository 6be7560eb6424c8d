import * as z from 'zod'
import type { StateDirectory } from './state-directory.ts'

/** As a browser sends it, `https://his.example`; a longer one would never match, and loopback is the console's own. */
const Origin = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.origin === text && /^https?:$/.test(url.protocol) && !/^(localhost|127\..*|\[::1\])$/.test(url.hostname)
}, 'not an origin such as https://his.example (no path, lower case, not this PC itself)')

/** `config.json` in the state directory. Every key has a default, so that the file may be absent. */
const Config = z.strictObject({
  port: z.int().min(0).max(65_535).default(6440).describe('native door; 0 lets the system choose'),
  origins: z.array(Origin).default([]).describe('origins enrolled for the native door'),
  log: z.enum(['debug', 'info', 'warn', 'error']).optional().describe('default: info as a service, warn at a terminal'),
  pcsc: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
})

export type Config = z.output<typeof Config>

/** A configuration the daemon cannot start with: says the file and the key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** @throws ConfigError when the file is not JSON or a key is wrong */
export function readConfig(state: StateDirectory): Config {
  const text = state.read('config.json') ?? '{}'
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new ConfigError(`${state.file('config.json')} is not JSON`)
  }
  const parsed = Config.safeParse(content)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ConfigError(`${state.file('config.json')}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}
