import * as z from 'zod'
import type { Bilingual } from '#protocols/bilingual'
import { isMethodName, methods } from '#protocols/native-api/registry'
import { secretsOf } from './secrets.ts'

interface Shown {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shown[]
  readonly description?: string
}

interface Described {
  readonly name: string
  readonly summary: Bilingual
  readonly params: z.ZodObject
  readonly secrets: readonly string[]
}

const flagOf = (name: string) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function typeOf({ type, enum: values, anyOf }: Shown): string {
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ')
  return anyOf === undefined ? type ?? 'JSON' : anyOf.map(typeOf).join(' | ')
}

function lineOf(name: string, shown: Shown, isNeeded: boolean): string {
  const more = [...isNeeded ? [] : ['optional / 可省略'], ...shown.description === undefined ? [] : [shown.description]]
  return [`  ${flagOf(name)} <${typeOf(shown)}>`, ...more].join('  ')
}

async function described(name: string): Promise<Described | undefined> {
  if (isMethodName(name)) return { ...methods[name], secrets: secretsOf(name) }
  if (!name.startsWith('cshis.')) return undefined
  const { cshisMethod } = await import('#protocols/cshis/native')
  const found = cshisMethod(name)
  return found === undefined ? undefined : { name, summary: found.declared.summary, params: found.params, secrets: [] }
}

/**
 * `nhicard call <method> --help`: what it does and which parameters it takes, in both languages, from its declaration.
 * @param name of the method; left out: all methods but the functions of csHIS
 * @returns undefined for an unknown method
 */
export async function callHelp(name?: string): Promise<string | undefined> {
  if (name === undefined) {
    return Object.values(methods).flatMap(({ name: method, summary: { zh, en } }) => [method, `  ${zh}`, `  ${en}`]).join('\n')
  }
  const found = await described(name)
  if (found === undefined) return undefined
  const { summary: { zh, en }, params, secrets } = found
  const { properties = {}, required = [] } = z.toJSONSchema(params, { io: 'input' }) as {
    readonly properties?: Readonly<Record<string, Shown>>, readonly required?: readonly string[]
  }
  const lines = Object.entries(properties).map(([param, shown]) => (
    secrets.includes(param) ? `  ${param}: asked for, never a flag / 執行時詢問` : lineOf(param, shown, required.includes(param))
  ))
  return [found.name, `  ${zh}`, `  ${en}`, ...lines.length === 0 ? ['no parameters / 沒有參數'] : lines].join('\n')
}
