import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { version } from '#daemon/version'
import { root, sourceFiles, type SourceFile } from './source-files.ts'

const files = sourceFiles()
const written = files.filter(({ path }) => !path.includes('/generated/'))
const isTest = (path: string) => /\.(test|fixture|contract)\.ts$/.test(path)

const linesOf = ({ path, text }: SourceFile) =>
  text.split('\n').map((line, index) => ({ at: `${path}:${index + 1}`, line }))

/** House rules that a pattern can see: each finding is printed with the reason. */
const rules: readonly { why: string, where?: RegExp, notIn?: RegExp, pattern: RegExp }[] = [
  {
    why: 'a disabled or lone test lies about what is covered', where: /\.test\.ts$/,
    pattern: /\b(?:it|test|describe)\.(?:only|skip|todo)\b/,
  },
  { why: 'our own modules are never mocked', pattern: /\bvi\.(?:mock|doMock)\(/ },
  { why: 'types are not switched off', pattern: /@ts-(?:ignore|nocheck)|\bas unknown as\b|:\s*any\b|<any>|\bas any\b/ },
  {
    why: 'protocols has no clock, randomness or timer', where: /^protocols\//,
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\b|\bprocess\.\w|\bfetch\(/,
  },
  {
    why: 'the simulator takes time from its clock and randomness from its seed', where: /^simulator\//,
    notIn: /^simulator\/attachments\//, pattern: /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval)\b/,
  },
  { why: 'zod comes by its namespace: of the object z a bundle can leave nothing out', pattern: /import \{ z \} from/ },
  { why: 'no certificate goes unchecked', pattern: /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/ },
  { why: 'no origin is allowed without being known', where: /^daemon\//, notIn: /\.test\.ts$/, pattern: /Allow-Origin['"],\s*['"]\*/ },
  { why: 'unfinished work is an issue, not a comment', pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/ },
  { why: 'production hosts of NHIA are contacted by nobody here', pattern: /https?:\/\/[\w.-]*nhi\.gov\.tw/ },
]

/** Files about these very patterns. */
const exempt = /^scripts\/(?:tidy\.test|layers\.test)\.ts$/

describe('every file', () => {
  test.each(rules)('keeps: $why', ({ where, notIn, pattern }) => {
    const concerned = files.filter(({ path }) => !exempt.test(path) && where?.test(path) !== false && !notIn?.test(path))
    expect(concerned.flatMap((file) => linesOf(file).filter(({ line }) => pattern.test(line)))).toEqual([])
  })

  test('is named after one noun in kebab-case, and none is a drawer for odds and ends', () => {
    for (const { path } of written) {
      const name = path.split('/').at(-1) ?? ''
      expect(name, path).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:machine|property))?(?:\.(?:test|fixture|contract|config|d))?\.ts$/)
      expect(name, path).not.toMatch(/util|helper|manager|common|misc/)
    }
  })

  test('is short enough to be read at a sitting', () => {
    for (const { path, text } of written) expect(text.split('\n').length, path).toBeLessThan(isTest(path) ? 400 : 300)
  })

  test('keeps its lines within 140 columns', () => {
    expect(written.flatMap((file) => linesOf(file).filter(({ line }) => line.length > 140))).toEqual([])
  })
})

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
    dependencies: Record<string, string>
    optionalDependencies: Record<string, string>
    devDependencies: Record<string, string>
  }

  test('has one version', () => expect(version).toBe(manifest.version))

  test('gives a reason for every dependency, and pins it', () => {
    const reasons = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
    const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }
    for (const [name, range] of Object.entries(all)) {
      expect(reasons, name).toContain(`| \`${name}\` |`)
      expect(range, name).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })

  test('has documents whose links lead somewhere', () => {
    const documents = ['.', 'docs', 'docs/adr'].flatMap((folder) => readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md')).map((name) => join(folder, name)))
    expect(documents.length).toBeGreaterThan(10)
    const broken = documents.flatMap((document) => {
      const links = readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)
      return [...links].filter(([, link]) => !existsSync(join(root, dirname(document), link!))).map(([, link]) => `${document}: ${link}`)
    })
    expect(broken).toEqual([])
  })

  test('commits no official table and no state', () => {
    if (!existsSync(join(root, '.git'))) return
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    expect(tracked).not.toMatch(/ICD_EX_CODE|(?:^|\/)token$|\.sqlite|node_modules/m)
  })
})
