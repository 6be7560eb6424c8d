import { describe, expect, test } from 'vitest'
import { complaintsAbout, logOfLines } from './power-rig.ts'

const OLD = 'old '.repeat(300)
const NEW = 'new '.repeat(500)
const start = `const OLD = 'old '.repeat(300), NEW = 'new '.repeat(500)
  const put = (name, text, sync = true) => {
    const file = fs.openSync(name, 'w'); fs.writeSync(file, text); if (sync) fs.fsyncSync(file); fs.closeSync(file)
  }
  const syncFolder = (name = '.') => { const folder = fs.openSync(name, 'r'); fs.fsyncSync(folder); fs.closeSync(folder) }
`
const REPLACED = "put('a', OLD); syncFolder(); tell('old '); "

/** What is wrong with file `a` after a cut: it has to be the old or the new text, and the new one when that was told. */
async function complaints(lines: string): Promise<string[]> {
  const log = await logOfLines(start + lines)
  return complaintsAbout(log.cuts({ randomWeathers: 6 }), ({ told, image }) => {
    const text = image.file('a')?.toString()
    if (told.output.includes('new')) return text === NEW ? undefined : 'what was told is lost'
    if (text === NEW) return undefined
    if (told.output.includes('old')) return text === OLD ? undefined : 'what was there is lost'
    return text === undefined || text === OLD ? undefined : 'something half is there'
  })
}

describe('the power-cut layer', () => {
  test('finds nothing to complain of in a program that syncs file, name and folder before it tells', async () => {
    const careful = "put('a.new', OLD); fs.renameSync('a.new', 'a'); syncFolder(); tell('old '); "
    expect(await complaints(`${careful}put('a.new', NEW); fs.renameSync('a.new', 'a'); syncFolder(); tell('new')`)).toEqual([])
  })

  test.each([
    ['a new file whose folder is not synced', "put('a', NEW); tell('new')", 'what was told is lost'],
    ['a rename whose folder is not synced', `${REPLACED}put('b', NEW); fs.renameSync('b', 'a'); tell('new')`, 'what was told is lost'],
    ['a rename of a file that is not synced', `${REPLACED}put('b', NEW, false); fs.renameSync('b', 'a')`, 'what was there is lost'],
    [
      'a rename of a file that is not synced, into a synced folder',
      `${REPLACED}put('b', NEW, false); fs.renameSync('b', 'a'); syncFolder(); tell('new')`, 'what was told is lost',
    ],
    ['a file that is not synced', "put('a', NEW, false); syncFolder(); tell('new')", 'what was told is lost'],
    ['a file that is written over', `${REPLACED}put('a', NEW); tell('new')`, 'what was there is lost'],
    [
      'a folder whose own name is not synced',
      "fs.mkdirSync('d'); put('d/a', NEW); syncFolder('d'); fs.renameSync('d/a', 'a'); tell('new')", 'what was told is lost',
    ],
    ['a file told of before it is synced', "put('a', NEW, false); syncFolder(); tell('new'); put('a', NEW)", 'what was told is lost'],
  ])('notices %s', async (_, lines, complaint) => {
    const found = await complaints(lines)
    expect(found.filter((each) => each.startsWith(complaint))).not.toEqual([])
  })

  test('leaves half a write, and the half of it that was written last', async () => {
    const log = await logOfLines(`${start}put('a', OLD); syncFolder(); tell('old'); put('b', NEW, false)`)
    const left = new Set([...log.cuts({ randomWeathers: 6 })].map(({ image }) => image.file('b')?.toString()))
    expect([...left].some((text) => text?.startsWith('new') === true && text.endsWith('\0'))).toBe(true)
    expect([...left].some((text) => text?.startsWith('\0') === true && text.endsWith('new '))).toBe(true)
  })

  test('sees all that Node does to files: the replayed folder is the real one, byte by byte', async () => {
    const log = await logOfLines(`${start}
      const { promises } = fs
      const everything = async () => {
        fs.mkdirSync('d/e', { recursive: true, mode: 0o700 })
        await promises.writeFile('d/e/one', NEW)
        await promises.appendFile('d/e/one', OLD)
        await promises.copyFile('d/e/one', 'd/two')
        fs.copyFileSync('d/e/one', 'd/three', fs.constants.COPYFILE_FICLONE)
        fs.linkSync('d/two', 'linked')
        fs.truncateSync('d/three', 100)
        fs.appendFileSync('linked', 'more')
        const file = await promises.open('d/four', 'w+', 0o640)
        await file.write(Buffer.from('here'), 0, 4, 5000)
        await file.writev([Buffer.from('and'), Buffer.from('there')], 9000)
        await file.writev([Buffer.from('at the'), Buffer.from('position')])
        await file.truncate(9500)
        await file.datasync()
        await file.chmod(0o600)
        await file.close()
        await new Promise((done) => fs.createWriteStream('d/five', { flags: 'a' }).end(NEW, done))
        await promises.rename('d/five', 'six')
        fs.cpSync('d', 'copy', { recursive: true })
        fs.rmSync('copy/e', { recursive: true })
        await promises.rm('d/e/one')
        fs.rmdirSync('d/e')
        fs.renameSync('d', 'moved')
        require('node:child_process').execFileSync('cp', ['six', 'seven'])
        require('node:child_process').execFileSync('sh', ['-c', 'echo by a shell >> seven; mv seven eight; echo gone > nine; rm nine'])
        await Promise.all(Array.from({ length: 40 }, (_, n) => promises.writeFile('at-once-' + (n % 7), String(n).repeat(n * 50))))
      }
      everything()
    `)
    expect(log.imageAtEnd.file('eight')?.toString()).toBe(`${NEW}by a shell\n`)
    expect(log.imageAtEnd.entries.size).toBeGreaterThan(15)
  })

  test.each([
    ['writes', "fs.writeFileSync('a', OLD); cp.execFileSync('sh', ['-c', 'echo more >> a'], { env: {} })", 'a has other bytes'],
    ['makes', "cp.execFileSync('touch', ['b'], { env: {} })", 'b is missing|b is too many'],
    ['removes', "fs.writeFileSync('a', OLD); cp.execFileSync('rm', ['a'], { env: {} })", 'a is missing|a is too many'],
  ])('complains when something goes around it and %s a file', async (_, lines, complaint) => {
    await expect(logOfLines(`${start}const cp = require('node:child_process'); ${lines}`))
      .rejects.toThrow(new RegExp(`went around the power layer: (${complaint})`))
  })

  test('knows what was told on a connection, in the order of what was done', async () => {
    const log = await logOfLines(`${start}
      const net = require('node:net')
      const server = net.createServer((socket) => {
        put('a', OLD); syncFolder(); socket.end('old')
      }).listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').on('close', () => server.close()).resume())
    `)
    expect(await complaintsAbout(log.cuts(), ({ told, image }) =>
      told.socket.includes('old') && image.file('a')?.toString() !== OLD ? 'lost' : undefined)).toEqual([])
    expect(log.operations.at(-1)).toMatchObject({ kind: 'told', to: 'socket' })
  })
})
