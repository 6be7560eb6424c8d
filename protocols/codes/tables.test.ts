import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { CodeRow, CodeTable } from './effective.ts'
import { codeTables } from './index.ts'
import type { Marked, Provenance } from '#protocols/provenance'

const ONE_DAY = 86_400_000
const shifted = (date: string, days: number) => new Date(Date.parse(date) + days * ONE_DAY).toISOString().slice(0, 10)
const marksOf = ({ source, assumed, unknown }: Provenance) => [source, assumed, unknown].filter((mark) => mark !== undefined)
const isMarked = (value: unknown): value is Marked<unknown> => typeof value === 'object' && value !== null && 'provenance' in value

const isTable = (value: unknown) => typeof value === 'object' && value !== null && ['rows', 'at', 'on'].every((key) => key in value)

/** Of a row and of its consequences that say so themselves. */
const provenancesOf = (row: CodeRow) => [row.provenance, ...Object.values(row).filter(isMarked).map(({ provenance }) => provenance)]

describe('the tables of codes', () => {
  it('are listed once each, and no file of tables is forgotten', async () => {
    const files = readdirSync(import.meta.dirname).filter((name) =>
      name.endsWith('.ts') && !/\.test\.ts$|^index\.ts$/.test(name))
    const exported = await Promise.all(files.map(async (name) =>
      await import(pathToFileURL(join(import.meta.dirname, name)).href) as Record<string, unknown>))
    const tables = exported.flatMap((module) => Object.values(module)).filter(isTable)
    expect(new Set(codeTables)).toEqual(new Set(tables))
    expect(new Set(codeTables.map(({ name }) => name)).size).toBe(codeTables.length)
  })

  describe.each(codeTables.map((table) => [table.name, table] as const))('%s', (_, table: CodeTable) => {
    it('has names in both languages and says what its rows come from', () => {
      const texts = [table, ...table.rows, ...table.rows.flatMap(({ note }) => note ?? []), ...table.gaps === undefined ? [] : [table.gaps]]
      for (const { zh, en } of texts) {
        expect(zh.trim()).toMatch(/[\u4e00-\u9fff]/)
        expect(en.trim()).toMatch(/^[\x20-\x7e‘’“”–]+$/)
      }
      for (const provenance of [table.provenance, ...table.rows.flatMap(provenancesOf)]) {
        const marks = marksOf(provenance)
        expect(marks).toHaveLength(1)
        expect(marks[0]!.length).toBeGreaterThan(8)
      }
    })

    it('finds what its examples say', () => {
      for (const { code, on, zh } of table.examples) expect(table.at(code, on)?.zh ?? null, `${code} on ${on}`).toBe(zh)
    })

    it('begins and ends each row on its day: not the day before, and not the day after', () => {
      for (const row of table.rows) {
        const { code, from, to } = row
        if (from !== undefined) {
          expect(table.at(code, shifted(from, -1))).not.toBe(row)
          expect([table.at(code, from), table.at(code, shifted(from, 1))]).toContain(row)
        }
        if (to !== undefined) {
          expect(table.at(code, to)).toBe(row)
          expect(table.at(code, shifted(to, 1))).not.toBe(row)
        }
        if (from === undefined) expect(table.at(code, '1995-03-01')).toBe(row)
        if (to === undefined) expect(table.at(code, '2099-12-31')).toBe(row)
      }
    })

    it('finds a code by itself on every day it lists it, once, and no other', () => {
      const days = ['1995-03-01', '2026-01-15', ...table.rows.flatMap(({ from, to }) => [from, to].flatMap((bound) =>
        bound === undefined ? [] : [shifted(bound, -1), bound, shifted(bound, 1)]))]
      for (const day of new Set(days)) {
        const listed = table.on(day)
        expect(new Set(listed.map(({ code }) => code)).size).toBe(listed.length)
        for (const row of table.rows) expect(listed.includes(row)).toBe(table.at(row.code, day) === row)
        expect(table.at('no such code', day)).toBeUndefined()
      }
    })
  })
})
