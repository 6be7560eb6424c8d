import { describe, expect, it } from 'vitest'
import { professions, type ProfessionName } from '../nhi-card/profession.ts'
import { classSignOf, hpcBasic, hpcCardInfo, professionOfClass } from './contents.ts'

describe('the professional card', () => {
  it('has one class sign for each profession', () => {
    const names = Object.keys(professions) as ProfessionName[]
    expect(names.map(classSignOf)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', 'A'])
    expect(names.map((name) => professionOfClass(classSignOf(name)))).toEqual(names)
    for (const none of ['', '0', 'B', 'a', '11', ' ']) expect(professionOfClass(none)).toBeUndefined()
  })

  it('keeps a name of forty bytes and refuses a longer one', () => {
    const [{ value }] = hpcBasic.examples
    const name = '測'.repeat(20)
    expect(hpcBasic.content.decode(hpcBasic.content.encode({ ...value, name })).name).toBe(name)
    const longer = { ...value, name: `${name}試` }
    expect(() => hpcBasic.content.encode(longer)).toThrow(expect.objectContaining({ field: 'name' }))
  })

  it('has no validity without its dates', () => {
    const bytes = hpcCardInfo.content.encode(hpcCardInfo.examples[0].value)
    bytes.fill(0x20, 7, 14)
    expect(() => hpcCardInfo.content.decode(bytes)).toThrow(expect.objectContaining({ field: 'validFrom' }))
  })
})
