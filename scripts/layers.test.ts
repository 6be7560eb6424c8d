import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { layers, narrow } from './layers.ts'
import { importsOf, sourceFiles, type Import, type SourceFile } from './source-files.ts'

/** Tests and fixtures may reach across: they hold both sides of a seam. */
const isTest = (path: string) => /\.(test|fixture|contract)\.ts$|\/fixtures\//.test(path)
const files = sourceFiles()
const layerOf = (path: string) => path.split('/')[0] ?? ''

/** Where an import leads: a layer of ours with a path, or a package. */
function targetOf(file: SourceFile, { specifier }: Import): { layer: string } | { package: string } {
  const ours = /^#(rigs|\w+)\//.exec(specifier)?.[1]
  if (ours !== undefined) return { layer: ours === 'rigs' ? 'test-rigs' : ours }
  if (specifier.startsWith('.')) return { layer: layerOf(posix.join(posix.dirname(file.path), specifier)) }
  if (specifier.startsWith('node:')) return { package: specifier.split('/')[0]! }
  const [scope, name] = specifier.split('/')
  return { package: specifier.startsWith('@') ? `${scope}/${name}` : scope! }
}

function complaints(file: SourceFile): string[] {
  const layer = layers[layerOf(file.path)]
  if (layer === undefined) return []
  return importsOf(file).flatMap((one) => {
    const target = targetOf(file, one)
    const name = 'layer' in target ? target.layer : target.package
    if ('layer' in target && name === layerOf(file.path)) return []
    const allowed: readonly string[] = 'layer' in target ? layer.layers : layer.packages
    if (!allowed.includes(name)) return [`${file.path} imports ${one.specifier}: ${layer.why}`]
    return narrow.filter((rule) => rule.from === layerOf(file.path) && rule.to === name)
      .filter((rule) => !rule.files.some((pattern) => pattern.test(file.path)) || (rule.lazily && !one.lazy && !one.typeOnly))
      .map((rule) => `${file.path} imports ${one.specifier}: ${rule.why}`)
  })
}

describe('layers', () => {
  test.each(Object.keys(layers))('%s imports only what its row allows', (layer) => {
    const own = files.filter(({ path }) => layerOf(path) === layer && !isTest(path))
    expect(own.length).toBeGreaterThan(0)
    expect(own.flatMap(complaints)).toEqual([])
  })

  test('nothing imports the rigs or the scripts', () => {
    const outside = files.filter(({ path }) => layers[layerOf(path)] !== undefined)
    const reaching = outside.flatMap((file) => importsOf(file)
      .map((one) => targetOf(file, one))
      .filter((target) => 'layer' in target && ['test-rigs', 'scripts'].includes(target.layer))
      .map(() => file.path))
    expect(reaching).toEqual([])
  })

  test('the start of the service reads none of the many texts of official errors', () => {
    const byPath = new Map(files.map((file) => [file.path, file]))
    const read = new Set<string>()
    const visit = (path: string): void => {
      const file = byPath.get(path)
      if (file === undefined || read.has(path)) return
      read.add(path)
      for (const { specifier, lazy, typeOnly } of importsOf(file)) {
        if (lazy || typeOnly) continue
        if (specifier.startsWith('.')) visit(posix.join(posix.dirname(path), specifier))
        else if (specifier.startsWith('#')) visit(`${specifier.slice(1)}.ts`)
      }
    }
    for (const start of ['daemon/main.ts', 'daemon/cli/nhicardd.ts']) visit(start)
    expect(read.size).toBeGreaterThan(50)
    expect([...read].filter((path) => path.startsWith('protocols/errors/official/'))).toEqual([])
  })

  test('the table notices each kind of trespass', () => {
    const trespasses: [string, string][] = [
      ['protocols/x.ts', "import { readFileSync } from 'node:fs'"],
      ['protocols/x.ts', "import { openPcscLink } from '#drivers/pcsc/pcsc-link'"],
      ['protocols/x.ts', "export { Clinic } from '../simulator/clinic.ts'"],
      ['drivers/x.ts', "import { Clinic } from '#simulator/clinic'"],
      ['drivers/x.ts', "import pcsclite from 'pcsclite'"],
      ['simulator/x.ts', "import { openPcscLink } from '#drivers/pcsc/pcsc-link'"],
      ['client/x.ts', "import { WebSocket } from 'ws'"],
      ['daemon/x.ts', "const { Clinic } = await import('#simulator/clinic')"],
      ['daemon/main.ts', "import { Clinic } from '#simulator/clinic'"],
      ['daemon/handlers/x.ts', "import { connect } from '#client/node'"],
    ]
    for (const [path, text] of trespasses) expect(complaints({ path, text }), `${path}: ${text}`).toHaveLength(1)
    expect(complaints({ path: 'daemon/simulated-clinic.ts', text: "const { Clinic } = await import('#simulator/clinic')" })).toEqual([])
  })
})
