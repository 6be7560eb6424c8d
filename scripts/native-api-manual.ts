import * as z from 'zod'
import { ownErrors, type OwnErrorName } from '#protocols/errors/own'
import { RequestMeta } from '#protocols/native-api/json-rpc'
import type { MethodDeclaration } from '#protocols/native-api/method'
import { events, methods } from '#protocols/native-api/registry'
import type { Provenance } from '#protocols/provenance'

interface Schema {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' \\| ')
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' \\| ')
  if (schema.type === 'array') return `${typeOf(schema.items ?? {})}[]`
  return schema.type ?? 'any'
}

function* rowsOf(schema: Schema, prefix = ''): Generator<string> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const optional = schema.required?.includes(name) ? '' : ' (optional)'
    yield `| \`${prefix}${name}\`${optional} | ${typeOf(property)} | ${property.description ?? ''} |`
    const inner = property.type === 'array' ? property.items : property.anyOf?.find(({ type }) => type === 'object') ?? property
    if (inner !== undefined) yield* rowsOf(inner, `${prefix}${name}${property.type === 'array' ? '[]' : ''}.`)
  }
}

function table(title: string, schema: z.ZodType, io: 'input' | 'output'): string[] {
  const rows = [...rowsOf(z.toJSONSchema(schema, { io }) as Schema)]
  return rows.length === 0 ? [`${title}: none.`, ''] : [`${title}:`, '', '| Name | Type | Meaning |', '|---|---|---|', ...rows, '']
}

function markOf(provenance: Provenance): string {
  if (provenance.source !== undefined) return `Source: ${provenance.source}`
  return provenance.assumed === undefined ? `Unknown: ${provenance.unknown}` : `Assumed: ${provenance.assumed}`
}

function calledBefore({ method, params }: { readonly method: string, readonly params: object }): string {
  return `, after \`${method}\` ${JSON.stringify(params)}`
}

function methodPart(declared: MethodDeclaration): string[] {
  return [
    `### ${declared.name}`, '',
    `${declared.summary.zh}  `, `${declared.summary.en}`, '',
    `Since API ${declared.since}; scope \`${declared.scope}\`${declared.webSocketOnly ? '; WebSocket only' : ''}.`,
    `${markOf(declared.provenance)}.`, '',
    ...table('Params', declared.params, 'input'),
    ...table('Result', declared.result, 'output'),
    ...(declared.errors.length === 0 ? [] : [`Errors: ${declared.errors.map((name) => `\`${name}\``).join(', ')}.`, '']),
    ...declared.examples.flatMap(({ name, world, before = [], params, result }) => [
      `Example, ${name} (world \`${world}\`${before.map(calledBefore).join('')}):`, '', '```json',
      JSON.stringify({ params, result }, null, 1), '```', '',
    ]),
  ]
}

function errorRow(name: OwnErrorName): string {
  const { rpc, http, retry, message, remedy } = ownErrors[name]
  return `| \`${name}\` | ${rpc} | ${http} | ${retry} | ${message.zh}<br>${message.en} | ${remedy.zh}<br>${remedy.en} |`
}

/** The reference manual of the native API, from its declarations. */
export function nativeApiManual(): string {
  return [
    '# Native API', '',
    '<!-- written by `npm run gen`; edit the declarations in protocols/native-api instead -->', '',
    'JSON-RPC 2.0 over WebSocket `ws://127.0.0.1:6440/rpc` and HTTP `POST http://127.0.0.1:6440/rpc`, by named',
    'parameters. The same declarations as an OpenRPC document: `GET /openrpc.json`, kept in `openrpc.json` here.', '',
    ...table('Beside `params`, which JSON-RPC 2.0 does not have, a request may hold `meta`', RequestMeta, 'input'),
    '## Methods', '',
    ...Object.values(methods).flatMap((declared) => methodPart(declared)),
    '## Events', '',
    'After `events.subscribe`, as the notification `event` with `{seq, at, event, data}`; `seq` has no gaps.', '',
    ...Object.values(events).flatMap(({ name, summary, data, examples }) => [
      `### ${name}`, '', `${summary.zh}  `, summary.en, '', ...table('Data', data, 'output'),
      '```json', JSON.stringify(examples[0]), '```', '',
    ]),
    '## Errors', '',
    'An error carries `data: {name, message: {zh, en}, remedy: {zh, en}, retry, details}`. Its name is its identity.', '',
    '| Name | JSON-RPC | HTTP | Retry | Message | Remedy |', '|---|---|---|---|---|---|',
    ...(Object.keys(ownErrors) as OwnErrorName[]).map(errorRow), '',
  ].join('\n')
}
