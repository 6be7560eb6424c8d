import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { methods, type MethodName } from '#protocols/native-api/registry'
import { paramsFrom } from './call.ts'
import { callHelp } from './call-help.ts'
import { secretsOf } from './secrets.ts'

const isOptional = (schema: z.ZodType) => z.object({ it: schema }).safeParse({}).success
const names = Object.keys(methods) as MethodName[]

describe('the help of a call', () => {
  test.each(names)('%s says in both languages what it does, and names flags that are taken', async (name) => {
    const help = await callHelp(name) ?? ''
    const { summary, params } = methods[name]
    expect(help).toContain(summary.zh)
    expect(help).toContain(summary.en)
    const flags = [...help.matchAll(/^ {2}(--[a-z-]+) </gm)].map(([, flag = '']) => flag)
    const taken = flags.map((flag) => Object.keys(paramsFrom(name, [flag, 'x']))[0])
    expect(taken).toEqual(Object.keys(params.shape).filter((param) => !secretsOf(name).includes(param)))
    const isSecret = (param: string) => secretsOf(name).includes(param)
    const optional = Object.entries(params.shape).filter(([param, schema]) => !isSecret(param) && isOptional(schema as z.ZodType))
    expect(help.match(/optional/g) ?? []).toHaveLength(optional.length)
  })

  test('lists all methods, knows the functions of csHIS, and says nothing of what there is not', async () => {
    for (const name of names) expect(await callHelp()).toContain(`${name}\n`)
    expect(await callHelp('cshis.hisGetRegisterBasic2')).toContain('cshis.hisGetRegisterBasic2')
    expect(await callHelp('visit.none')).toBeUndefined()
    expect(await callHelp('cshis.none')).toBeUndefined()
  })
})
