import { describe, expect, it } from 'vitest'
import { hcFileList, hcFiles, type HcFileName } from '#protocols/nhi-card/contents'
import { initialStatus, viewOf } from '#protocols/nhi-card/access'
import { professions, type ProfessionName } from '#protocols/nhi-card/profession'
import { CardDesk, CardRefusal } from './card-desk.fixture.ts'
import { usedCard } from './hc-image.ts'

const names = Object.keys(hcFiles) as HcFileName[]
const refusalOf = (act: () => unknown): number | 'given' => {
  try {
    act()
    return 'given'
  } catch (error) {
    if (error instanceof CardRefusal) return error.sw
    throw error
  }
}

describe('the three cards', () => {
  it('give a physician everything that stands on the health card', async () => {
    const desk = new CardDesk()
    await desk.authenticateAll()
    for (const name of names) expect(desk.read(name), name).toEqual(usedCard[name] ?? [])
  })

  it('give nothing that wants a professional card with a SAM alone', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.authenticate('hc')
    const status = { ...initialStatus(false), sam: true }
    for (const file of hcFileList) {
      const expected = viewOf(file, status) === 'full' ? 'given' : 0x6982
      expect(refusalOf(() => desk.read(file.name as HcFileName)), file.name).toBe(expected)
    }
  })

  it.each(Object.keys(professions) as ProfessionName[])('show a %s what the declarations say, and nothing else', async (profession) => {
    const desk = new CardDesk({ profession })
    await desk.authenticateAll()
    const status = { sam: true, pin: true, hpc: profession, idc: false }
    for (const file of hcFileList) {
      const name = file.name as HcFileName
      const view = viewOf(file, status)
      if (view === 'refused') {
        expect(refusalOf(() => desk.read(name)), name).toBe(0x6982)
        continue
      }
      const records = usedCard[name] ?? []
      const shown = view === 'blank' ? [] : view === 'full' ? records
        : records.filter((record) => ['1', '2', 'A', 'B'].includes((record as { orderType: string }).orderType))
      expect(desk.read(name), name).toEqual(shown)
    }
  })

  it('authenticate nothing while the SAM is not authenticated with the data centre', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.sam.reset()
    expect(refusalOf(() => desk.authenticate('hc'))).toBe(0x6985) // not even selected
  })

  it('let a professional card show its role only after its PIN', async () => {
    const desk = new CardDesk()
    await desk.authenticateSam()
    desk.authenticate('hc')
    const channel = desk.authenticate('hpc')
    expect(refusalOf(() => desk.proveHpc(channel))).toBe(0x6982)
    expect(desk.verifyHpcPin()?.sw).toBe(0x9000)
    desk.authenticate('hc')
    desk.proveHpc(channel)
    expect(desk.read('orders')).toHaveLength(3)
  })

  it('let the data centre alone rewrite what an update rewrites', async () => {
    const desk = new CardDesk()
    await desk.authenticateAll()
    const { updateBinary } = await import('#protocols/iso7816/commands/index')
    const record = hcFiles.validity.encode({ cardValidity: '2033-12-31', treatmentCounter: 6 })
    const update = () => desk.secured(updateBinary.encode({ sfi: hcFiles.validity.sfi, offset: 0, data: record })).sw
    expect(update()).toBe(0x6982)
    await desk.proveIdc()
    expect(update()).toBe(0x9000)
    expect(desk.read('validity')).toEqual([{ cardValidity: '2033-12-31', treatmentCounter: 6 }])
  })
})
