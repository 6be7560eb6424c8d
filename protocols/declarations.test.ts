import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { describe, expect, test } from 'vitest'
import type { CshisFunction } from './cshis/function.ts'
import { officialCode, type Outcome } from './auth/outcome.ts'
import type { Codec } from './bytes/codec.ts'
import { hex, unhex } from './bytes/hex.ts'
import { isoFromRoc, rocFromIso, type RocEra } from './bytes/roc-date.ts'
import { flagsOf, type CcidFlag } from './ccid/descriptor.ts'
import { ccidMessages } from './ccid/messages.ts'
import { describeCcidCode, type CcidCode } from './ccid/slot-status.ts'
import { codeTables } from './codes/index.ts'
import { counterparts, type Counterpart } from './errors/official/counterpart.ts'
import { officialError, officialErrors } from './errors/official/index.ts'
import { cs6Kinds } from './cs6/declarations.fixture.ts'
import { ownErrors } from './errors/own.ts'
import { auditRecord } from './audit/record.ts'
import { entries } from './journal/entries.ts'
import type { EntryDeclaration } from './journal/entry.ts'
import type { PinRule } from './hpc-card/pin-entry.ts'
import { decodeCommandApdu, encodeCommandApdu } from './iso7816/apdu.ts'
import { parseAtr } from './iso7816/atr.ts'
import type { ApduCommand } from './iso7816/command.ts'
import { apduCommands } from './iso7816/commands/index.ts'
import { t1Rules } from './iso7816/t1/rules.ts'
import { describeStatusWord, statusWords, type StatusWordRow } from './iso7816/status-word.ts'
import type { EventDeclaration } from './native-api/event.ts'
import type { MethodDeclaration } from './native-api/method.ts'
import { events, methods } from './native-api/registry.ts'
import { publishedAtrs } from './nhi-card/atrs.ts'
import type { CardObject } from './nhi-card/card-object.ts'
import type { CardFile } from './nhi-card/card-file.ts'
import { hpcContents } from './hpc-card/contents.ts'
import { samContents } from './sam/contents.ts'
import { institutionRoles, roleOf } from './auth/role.ts'
import { hcContents, hcFileList, unknownContents } from './nhi-card/contents.ts'
import { professionOfRole, professions } from './nhi-card/profession.ts'
import { scardErrors } from './pcsc/scard-error.ts'
import type { Provenance } from './provenance.ts'
import { aimSymbologies, splitAim, type AimSymbology } from './scanner/aim.ts'
import { decodeReport } from './scanner/hid-pos.ts'
import { publishedLayouts, type PublishedLayout } from './scanner/layouts.ts'
import { scannerMakers } from './scanner/makers.ts'
import { uploadKinds } from './upload/declarations.fixture.ts'

/**
 * Walks everything `protocols` declares: every exported value with a provenance must belong to a kind known here, stand
 * in the catalogue of its kind, and have examples that run. A new kind of declaration fails until it is taught here.
 */
interface Declaration {
  readonly provenance: Provenance
  readonly examples?: readonly unknown[]
}

const folder = import.meta.dirname
const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|generated/.test(name))

function isDeclaration(value: unknown): value is Declaration {
  return typeof value === 'object' && value !== null && 'provenance' in value
}

/** Exported declarations, and those in exported lists and tables. */
async function declarations(): Promise<{ where: string, declared: Declaration }[]> {
  const found: { where: string, declared: Declaration }[] = []
  for (const module of modules) {
    const exported = await import(pathToFileURL(join(folder, module)).href) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported)) {
      const where = `${relative(folder, join(folder, module))} ${name}`
      if (isDeclaration(value)) found.push({ where, declared: value })
      else if (typeof value === 'object' && value !== null) {
        Object.entries(value).forEach(([key, one]) => {
          if (isDeclaration(one)) found.push({ where: `${where} ${key}`, declared: one })
        })
      }
    }
  }
  return found
}

function has<Keys extends string>(value: object, ...keys: Keys[]): value is Record<Keys, unknown> {
  return keys.every((key) => key in value)
}

/** What each kind's examples must do, and the catalogue in which it must stand. */
const kinds: readonly { kind: string, is: (value: Declaration) => boolean, walk: (value: never) => void }[] = [
  {
    kind: 'command',
    is: (value) => has(value, 'cla', 'ins', 'header'),
    walk: (command: ApduCommand<unknown, unknown>) => {
      expect(apduCommands).toContain(command)
      for (const { args, capdu, result, rapdu } of command.examples) {
        expect(hex(encodeCommandApdu(command.encode(args)))).toBe(capdu)
        const received = decodeCommandApdu(unhex(capdu))
        expect(command.matches(received)).toBe(true)
        expect(command.decode(received)).toEqual(args)
        const data = unhex(rapdu).slice(0, -2)
        expect(command.decodeResult(data)).toEqual(result)
        expect(command.encodeResult(result)).toEqual(data)
      }
    },
  },
  ...cs6Kinds,
  {
    kind: 'card object',
    is: (value) => has(value, 'tag', 'content'),
    walk: (object: CardObject<Codec<unknown>>) => {
      expect([...hcContents, ...hpcContents, ...samContents]).toContain(object)
      for (const { hex: bytes, value, readOnly } of object.examples) {
        expect(object.content.decode(unhex(bytes))).toEqual(value)
        if (readOnly === undefined) expect(hex(object.content.encode(value))).toBe(bytes)
      }
    },
  },
  {
    kind: 'card file',
    is: (value) => has(value, 'sfi', 'record'),
    walk: (file: CardFile) => {
      expect(hcFileList).toContain(file)
      for (const { hex: bytes, value } of file.examples) {
        expect(file.decode(unhex(bytes))).toEqual(value)
        expect(hex(file.encode(value))).toBe(bytes)
      }
    },
  },
  {
    kind: 'content that nobody can lay out',
    is: (value) => has(value, 'zh', 'en', 'count') && !has(value, 'record'),
    walk: (row: never) => expect(Object.values(unknownContents)).toContain(row),
  },
  {
    kind: 'profession',
    is: (value) => has(value, 'role', 'rights'),
    walk: ({ role }: { role: number }) => expect(Object.keys(professions)).toContain(professionOfRole(role)),
  },
  {
    kind: 'role that is no profession',
    is: (value) => has(value, 'role', 'label') && !has(value, 'rights'),
    walk: ({ role }: { role: number }) => expect(Object.keys(institutionRoles)).toContain(roleOf(role)),
  },
  {
    kind: 'table of codes', // protocols/codes/tables.test.ts reads its rows
    is: (value) => has(value, 'rows', 'at', 'on'),
    walk: (table: never) => expect(codeTables).toContain(table),
  },
  {
    kind: 'official code', // official/*.test.ts look at its texts, and compare the whole table with the facts
    is: (value) => has(value, 'code', 'meaning', 'staff', 'engineer'),
    walk: (row: never) => expect(officialErrors).toContain(row),
  },
  ...uploadKinds,
  {
    kind: 'entry of the journal', is: (value) => has(value, 'content', 'summary', 'examples'),
    walk: (declared: EntryDeclaration) => {
      expect(Object.values(entries)).toContain(declared)
      expect(declared.examples.length).toBeGreaterThan(0)
      for (const example of declared.examples) expect(declared.content.parse(example)).toEqual(example)
    },
  },
  {
    kind: 'record of the audit', // its examples are read byte by byte in audit/record.test.ts
    is: (value) => has(value, 'record', 'examples') && !has(value, 'sfi'),
    walk: (declared: typeof auditRecord) => {
      expect(declared).toBe(auditRecord)
      for (const { value } of declared.examples) expect(declared.record.parse(value)).toEqual(value)
    },
  },
  {
    kind: 'counterpart of an official code', is: (value) => has(value, 'csHIS', 'cs6'),
    walk: (row: Counterpart) => expect(counterparts).toContain(row),
  },
  {
    kind: 'right of access',
    is: (value) => has(value, 'meaning') && !has(value, 'examples'),
    walk: ({ meaning }: { meaning: { zh: string, en: string } }) => expect(meaning.zh && meaning.en).not.toBe(''),
  },
  {
    kind: 'method',
    is: (value) => has(value, 'params', 'result'),
    walk: (method: MethodDeclaration) => {
      expect(Object.values(methods)).toContain(method)
      expect(Object.keys(methods)).toContain(method.name)
      for (const { params, result } of method.examples) {
        expect(method.params.parse(params)).toEqual(params)
        expect(method.result.strict().parse(result)).toEqual(result)
      }
      expect(() => method.params.parse({ unexpected: 1 })).toThrow(z.ZodError)
    },
  },
  {
    kind: 'event',
    is: (value) => has(value, 'data', 'since'),
    walk: (event: EventDeclaration) => {
      expect(Object.values(events)).toContain(event)
      expect(event.examples.length).toBeGreaterThan(0)
      expect(Object.keys(event.data.shape)).toEqual(expect.arrayContaining([...event.secret ?? []]))
      for (const example of event.examples) expect(event.data.strict().parse(example)).toEqual(example)
    },
  },
  {
    kind: 'status word',
    is: (value) => has(value, 'pattern', 'class'),
    walk: (row: StatusWordRow) => {
      expect(statusWords).toContain(row)
      for (const { sw, count } of row.examples) {
        expect(describeStatusWord(sw)).toMatchObject({ name: row.name, ...(count === undefined ? {} : { count }) })
      }
    },
  },
  {
    kind: 'SCARD code',
    is: (value) => has(value, 'value', 'class'),
    walk: (row: never) => expect(Object.values(scardErrors)).toContain(row),
  },
  {
    kind: 'published ATR',
    is: (value) => has(value, 'atr', 'listedAs'),
    walk: (row: { atr: string }) => {
      expect(publishedAtrs).toContain(row)
      expect(() => parseAtr(unhex(row.atr))).not.toThrow()
    },
  },
  {
    kind: 'application',
    is: (value) => has(value, 'aid', 'use'),
    walk: ({ aid }: { aid: string }) => {
      expect(unhex(aid).length).toBeGreaterThanOrEqual(5)
      expect(unhex(aid).length).toBeLessThanOrEqual(16)
    },
  },
  {
    kind: 'T=1 rule', // its example is the name of a scenario, which scenarios.test.ts plays
    is: (value) => has(value, 'label', 'side', 'sentence', 'example'),
    walk: (row: never) => expect(t1Rules).toContain(row),
  },
  {
    kind: 'layout of a message or record', // of CCID, USB, USB/IP
    is: (value) => has(value, 'encode', 'decode', 'name', 'examples'),
    walk: (layout: Codec<unknown> & { examples: readonly { hex: string, value: unknown }[] }) => {
      if (has(layout, 'body')) expect(ccidMessages).toContain(layout)
      for (const { hex: bytes, value } of layout.examples) {
        expect(layout.decode(unhex(bytes))).toEqual(value)
        expect(hex(layout.encode(value))).toBe(bytes)
      }
    },
  },
  {
    kind: 'CCID code',
    is: (value) => has(value, 'field', 'from', 'to'),
    walk: (row: CcidCode) => {
      for (const code of row.examples) expect(describeCcidCode(row.field, code).name).toBe(row.name)
    },
  },
  {
    kind: 'CCID flag',
    is: (value) => has(value, 'field', 'bit'),
    walk: ({ field, bit, name }: CcidFlag) => {
      const none = { dwFeatures: 0, dwMechanical: 0, bPINSupport: 0, dwProtocols: 0, bVoltageSupport: 0 }
      expect(flagsOf({ ...none, [field]: bit }, field)).toEqual([name])
    },
  },
  {
    kind: 'ROC era',
    is: (value) => has(value, 'meaning', 'examples'),
    walk: ({ examples }: RocEra) => {
      for (const { roc, iso } of examples) expect([isoFromRoc(roc), rocFromIso(iso)]).toEqual([iso, roc])
    },
  },
  {
    kind: 'AIM symbology',
    is: (value) => has(value, 'code', 'modifier', 'symbology'),
    walk: ({ code, modifier, examples }: AimSymbology) => {
      const same = aimSymbologies.filter((other) => other.code === code && other.modifier === modifier)
      expect(same).toHaveLength(1)
      for (const { sent, code: content } of examples) {
        const { aim, data } = splitAim(new TextEncoder().encode(sent))
        expect([aim, new TextDecoder().decode(data)]).toEqual([`]${code}${modifier}`, content])
      }
    },
  },
  {
    kind: 'HID-POS report layout',
    is: (value) => has(value, 'reportId', 'data', 'vendorIds'),
    walk: (layout: PublishedLayout) => {
      expect(publishedLayouts).toContain(layout)
      for (const { report, part } of layout.examples) expect(decodeReport([layout], unhex(report))).toEqual(part)
    },
  },
  {
    kind: 'maker of scanners',
    is: (value) => has(value, 'vendorId', 'maker'),
    walk: (row: never) => expect(scannerMakers).toContain(row),
  },
  {
    kind: 'outcome of an authentication or a PIN operation',
    is: (value) => has(value, 'code', 'message'),
    walk: (outcome: Outcome) => {
      const meant = (['hc', 'hpc'] as const).flatMap((kind) =>
        (['card', 'cloud'] as const).map((sam) => officialCode(outcome, kind, sam)))
      for (const code of meant) expect(officialError('csHIS', code), String(code)).toBeDefined()
      expect(outcome.message.zh && outcome.message.en).not.toBe('')
    },
  },
  {
    kind: 'rule of a PIN',
    is: (value) => has(value, 'least', 'most', 'tries'),
    walk: ({ least, most }: PinRule) => expect(least).toBeLessThanOrEqual(most),
  },
  {
    kind: 'function of the control software',
    is: (value) => has(value, 'inputs', 'output', 'needs', 'returns'),
    walk: ({ inputs, output, icd10 = output, returns, examples }: CshisFunction) => {
      expect(new Set(returns).size, 'a return code named twice').toBe(returns.length)
      for (const { input, output: values = {}, bytes = {}, icd10: bracketed } of examples) {
        for (const [name, value] of Object.entries(input)) {
          const { encode, decode } = inputs[name]!
          expect(decode(encode(value)), name).toEqual(value)
        }
        for (const [name, typed] of Object.entries(bytes)) {
          const { encode, decode } = (bracketed === true ? icd10 : output)[name]!
          const value = (values as Record<string, unknown>)[name]
          expect(hex(encode(value)), name).toBe(hex(unhex(typed)))
          expect(decode(unhex(typed)), name).toEqual(value)
        }
      }
    },
  },
  {
    kind: 'verdict on a signature bundle', is: (value) => has(value, 'statusCode'),
    walk: ({ statusCode }: { statusCode: number }) => expect(officialError('cs6', statusCode), String(statusCode)).toBeDefined(),
  },
  {
    kind: 'field of a record',
    is: (value) => has(value, 'length', 'encoding', 'mark'),
    walk: ({ length }: { length: number }) => expect(length).toBeGreaterThan(0),
  },
]

describe('every declaration', async () => {
  const all = await declarations()

  test('is found: commands, objects, methods, events, status words, codes', () => expect(all.length).toBeGreaterThan(80))

  const rows = all.map(({ where, declared }) => [where, declared] as const)
  test.each(rows)('%s says where it comes from and its examples run', (_, declared) => {
    const { source, assumed, unknown } = declared.provenance
    const marks = [source, assumed, unknown].filter((mark) => mark !== undefined)
    expect(marks).toHaveLength(1)
    expect(marks[0]!.length).toBeGreaterThan(8)
    const kind = kinds.find(({ is }) => is(declared))
    expect(kind, 'a kind of declaration that no walk knows').toBeDefined()
    kind?.walk(declared as never)
  })
})

describe('every error of ours', () => {
  const rows = Object.entries(ownErrors)

  test('has a JSON-RPC code of its own', () => {
    const codes = rows.map(([, { rpc }]) => rpc)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code <= -32000 && code >= -32768).toBe(true)
  })

  test.each(rows)('%s says the same in both languages, and no more than its slots', (name, { message, remedy, http }) => {
    const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).sort()
    expect(slots(message.zh)).toEqual(slots(message.en))
    for (const slot of slots(remedy.en)) expect(slots(message.en).concat('port')).toContain(slot)
    expect(name).toMatch(/^[A-Z]+(_[A-Z]+)+$/)
    expect(http).toBeGreaterThanOrEqual(400)
  })
})
