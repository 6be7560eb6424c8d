import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StateDirectory } from '#daemon/state-directory'
import { complaintsAbout, isLong, logOf, scratchFolder } from './power-rig.ts'

const ROUNDS = isLong ? 60 : 12

test('a file of the state directory is the old or the new one whenever the power goes, and the new one once that was told', async () => {
  const log = await logOf('state-writer', [String(ROUNDS)])
  using scratch = scratchFolder()
  let cuts = 0
  expect(await complaintsAbout(log.cuts({ randomWeathers: 8 }), ({ told, image }) => {
    cuts += 1
    image.writeTo(join(scratch.path, 'state'))
    const state = new StateDirectory(join(scratch.path, 'state'))
    const token = /^token (\w+)$/m.exec(told.output)?.[1]
    if (token !== undefined && state.token() !== token) return 'the token is another one than was told'
    const round = told.output.split('round').length - 1
    const text = state.read('config.json')
    if (text === undefined) return round === 0 ? undefined : 'the file that was told of is gone'
    const content = JSON.parse(text) as { round: number, filling: string }
    if (content.filling !== String(content.round).repeat(300 * content.round)) return 'the file is half there'
    return content.round < round ? `round ${round} was told and is not there` : undefined
  })).toEqual([])
  expect(cuts).toBeGreaterThan(5 * ROUNDS)
})
