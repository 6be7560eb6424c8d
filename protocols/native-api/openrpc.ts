import * as z from 'zod'
import { cshisMethods, type CshisMethod } from '../cshis/native.ts'
import { ownErrors, type OwnErrorName } from '../errors/own.ts'
import { RequestMeta } from './json-rpc.ts'
import type { MethodDeclaration } from './method.ts'
import { events, methods } from './registry.ts'
import { API_VERSIONS } from './wire.ts'

type Json = Record<string, unknown>

/** Errors any method can answer. */
const COMMON: readonly OwnErrorName[] = ['REQUEST_INVALID', 'PARAMS_INVALID', 'INTERNAL_FAILED']

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-7' }) as Json
  return rest
}

function errorOf(name: OwnErrorName): Json {
  const { rpc, message } = ownErrors[name]
  return { code: rpc, message: message.en, data: { name } }
}

function methodOf(declared: MethodDeclaration): Json {
  return {
    name: declared.name,
    summary: declared.summary.en,
    'x-summary-zh': declared.summary.zh,
    'x-since': declared.since,
    'x-scope': declared.scope,
    'x-provenance': declared.provenance,
    ...(declared.webSocketOnly ? { 'x-transport': 'websocket' } : {}),
    ...(declared.stages === undefined ? {} : { 'x-stages': declared.stages }),
    ...(declared.secret === undefined ? {} : { 'x-secret': declared.secret }),
    paramStructure: 'by-name',
    params: paramsOf(declared.params),
    result: { name: 'result', schema: schemaOf(declared.result, 'output') },
    errors: [...COMMON, ...declared.errors].map(errorOf),
    examples: declared.examples.map(({ name, world, before, params, result }) => ({
      name, 'x-world': world, ...(before === undefined ? {} : { 'x-before': before }),
      params: Object.entries(params).map(([key, value]) => ({ name: key, value })),
      result: { name: 'result', value: result },
    })),
  }
}

function paramsOf(params: z.ZodObject): Json[] {
  return Object.entries(params.shape).map(([name, schema]) => ({
    name, required: !z.safeParse(schema, undefined).success, schema: schemaOf(schema as z.ZodType, 'input'),
  }))
}

/** A function of the official control software, whose errors are its codes. */
function functionOf({ name, declared, params, result }: CshisMethod): Json {
  const { summary, provenance, returns, examples } = declared
  return {
    name: `cshis.${name}`,
    summary: summary.en,
    'x-summary-zh': summary.zh,
    'x-provenance': provenance,
    'x-returns': returns,
    paramStructure: 'by-name',
    params: paramsOf(params),
    result: { name: 'result', schema: schemaOf(result, 'output') },
    errors: COMMON.map(errorOf),
    examples: examples.map(({ name: title, world, before, input, icd10, code = 0, output }) => ({
      name: title, 'x-world': world, ...(before === undefined ? {} : { 'x-before': before }),
      params: Object.entries({ ...input, ...(declared.icd10 === undefined ? {} : { icd10: icd10 === true }) })
        .map(([key, value]) => ({ name: key, value })),
      result: { name: 'result', value: { code, ...output } },
    })),
  }
}

/**
 * The OpenRPC 1.3 document of the native API; events stand under `x-events`, and what may stand beside
 * `params` under `x-request-meta`: OpenRPC has no word for them.
 */
export function openRpcDocument(): Json {
  return {
    openrpc: '1.3.2',
    info: { title: 'nhicardd native API', version: `${API_VERSIONS.max}.0.0` },
    servers: [
      { name: 'WebSocket', url: 'ws://127.0.0.1:6440/rpc' },
      { name: 'HTTP', url: 'http://127.0.0.1:6440/rpc' },
    ],
    methods: [...Object.values(methods).map((declared) => methodOf(declared)), ...cshisMethods().map(functionOf)],
    'x-request-meta': schemaOf(RequestMeta, 'input'),
    'x-events': Object.values(events).map(({ name, since, summary, data, examples }) => ({
      name, since, summary, data: schemaOf(data, 'output'), examples,
    })),
  }
}
