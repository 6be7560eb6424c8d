import { describe, expect, it } from 'vitest'
import { unhex } from '../bytes/hex.ts'
import { professions } from '../nhi-card/profession.ts'
import { profileApplications } from './applications.ts'
import { cardKindOf, cardKinds, profileObject } from './profile-object.ts'
import { professionIn, roleOf, roles, type RoleName } from './role.ts'

describe('roles', () => {
  it('have a byte each, which none but they have', () => {
    const names = Object.keys(roles) as RoleName[]
    expect(names).toHaveLength(12)
    expect(names.map((name) => roleOf(roles[name].role))).toEqual(names)
    const bytes = Array.from({ length: 256 }, (_, byte) => roleOf(byte)).filter((name) => name !== undefined)
    expect(bytes).toHaveLength(names.length)
    expect(roleOf(0)).toBeUndefined() // P2 = 00 is MUTUAL AUTHENTICATE
  })

  it('of professions are professions, the others are none', () => {
    const names = Object.keys(roles) as RoleName[]
    expect(names.filter((name) => professionIn(name) === undefined)).toEqual(['sam', 'idc'])
    expect(names.map(professionIn).filter((name) => name !== undefined)).toEqual(Object.keys(professions))
  })
})

describe('the profile object', () => {
  const decode = (typed: string) => () => profileObject.content.decode(unhex(typed))

  it('is refused with another version, environment, kind or length', () => {
    expect(decode('02540101')).toThrow(expect.objectContaining({ field: 'profile version' }))
    for (const environment of ['50', '00', '74']) {
      expect(decode(`01${environment}0101`)).toThrow(expect.objectContaining({ field: 'environment' }))
    }
    expect(decode('01540401')).toThrow(expect.objectContaining({ field: 'kind' }))
    expect(decode('01540100')).toThrow(expect.objectContaining({ field: 'keyVersion' }))
    expect(decode('0154010100')).toThrow(expect.objectContaining({ field: 'profile' }))
  })

  it('knows three kinds of cards, each with an application of its own', () => {
    expect(Object.values(cardKinds).map(cardKindOf)).toEqual(['hc', 'hpc', 'sam'])
    expect(cardKindOf(0)).toBeUndefined()
    const aids = Object.values(profileApplications).map(({ aid }) => aid)
    expect(aids.map((aid) => aid.length / 2)).toEqual([16, 14, 14])
    expect(aids.slice(1).map((aid) => String.fromCharCode(...unhex(aid).subarray(1))))
      .toEqual(['NHICARDDHPC01', 'NHICARDDSAM01'])
  })
})
