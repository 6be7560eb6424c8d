import { bundleVerdicts } from '#protocols/cs6/bundle-verdict'
import { serviceTypes } from '#protocols/cs6/service-type'
import { testClinic } from '../../staff.ts'
import type { ModuleStanding } from '../centre-rows.ts'
import { DAY_MS, type CodeStories } from '../code-story.fixture.ts'
import type { CallingDesk } from '../remote-desk.fixture.ts'

const judged = (standing: Exclude<ModuleStanding, 'valid'>, name: string): CodeStories => ({
  [bundleVerdicts[standing].statusCode]: [{
    name,
    play: (desk: CallingDesk) => {
      desk.store.judge(testClinic.samId, standing)
      return desk.call('BasicData/Query')
    },
  }],
})
const query = { service: 'query', cards: ['hc'] } as const
const ofHpc = { hpc: 'physician' } as const

/** Bundles that the centre does not take. */
export const bundleStories: CodeStories = {
  ...judged('contractExpired', 'the contract of the module’s institution is over'),
  ...judged('suspended', 'the module’s right is suspended'),
  ...judged('cancelled', 'the module was replaced'),
  ...judged('keyAbsent', 'the centre lost the module’s key'),
  1003: [{ name: 'a TEST module calls a site for production', environment: 'production', play: (desk) => desk.call('BasicData/Query') }],
  1011: [
    {
      name: 'the module belongs to another institution',
      play: (desk) => desk.call('BasicData/Query', {}, { holder: { ...testClinic, hospitalId: '9900000022' } }),
    },
    {
      name: 'nobody knows the module',
      play: (desk) => desk.call('BasicData/Query', {}, { holder: { ...testClinic, samId: 'TESTSAM99999' } }),
    },
  ],
  1422: [{
    name: 'the professional card is out of date',
    play: (desk) => {
      desk.clock.advance(4 * 365 * DAY_MS)
      return desk.call('Prescription/Query', {}, ofHpc)
    },
  }],
  1424: [{
    name: 'the professional card was revoked',
    play: (desk) => {
      const bundle = desk.caller.bundleFor({ service: 'query', cards: ['hpcHc'] }, ofHpc)
      desk.store.revokeProfessional(bundle.hpcId)
      return desk.send('Prescription/Query', bundle)
    },
  }],
  3100: [
    {
      name: 'it was signed for another service',
      play: (desk) => desk.send('BasicData/Query', desk.caller.bundleFor({ service: 'write', cards: ['hc'] })),
    },
    {
      name: 'one of its fields was changed',
      play: (desk) => desk.send('BasicData/Query', { ...desk.caller.bundleFor(query), hcIdNo: 'Z299999023' }),
    },
    {
      name: 'its signature is no signature',
      play: (desk) => desk.send('BasicData/Query', { ...desk.caller.bundleFor(query), signature: 'AAAA' }),
    },
    {
      name: 'it is a second older than eight hours',
      play: (desk) => {
        const bundle = desk.caller.bundleFor(query)
        desk.clock.advance(serviceTypes.query.lifetime + 1000)
        return desk.send('BasicData/Query', bundle)
      },
    },
    {
      name: 'it is from more than five minutes ahead',
      play: (desk) => {
        const bundle = { ...desk.caller.unsigned('hc'), clientRandom: `20260115090501${'0'.repeat(18)}` }
        return desk.send('BasicData/Query', desk.caller.signed('query', bundle))
      },
    },
    {
      name: 'it tells no time',
      play: (desk) => desk.send('BasicData/Query', desk.caller.signed('query', { ...desk.caller.unsigned('hc'), clientRandom: 'x' })),
    },
    {
      name: 'it tells of no health card',
      play: (desk) => desk.send('BasicData/Query', desk.caller.signed('query', desk.caller.unsigned('sam'))),
    },
    {
      name: 'it tells of half a card',
      play: (desk) => desk.send('BasicData/Query', desk.caller.signed('query', { ...desk.caller.unsigned('hc'), hcIdNo: '' })),
    },
    {
      name: 'the card is not that person’s',
      play: (desk) => desk.send('BasicData/Query', desk.caller.signed('query', { ...desk.caller.unsigned('hc'), hcIdNo: 'Z299999023' })),
    },
  ],
  3243: [
    {
      name: 'it wants a professional card and has none',
      play: (desk) => desk.send('Prescription/Query', desk.caller.signed('query', desk.caller.unsigned('hc'))),
    },
    { name: 'the professional card is a nurse’s', play: (desk) => desk.call('Prescription/Query', {}, { hpc: 'nurse' }) },
    {
      name: 'a nurse’s card signs orders',
      play: (desk) => desk.call('Prescription/Write', {
        treatmentDateTime: '1150112100500',
        prescriptions: [{
          treatmentDateTime: '1150112100500', treatmentItem: '1', treatmentItemCode: 'A000000300', treatmentPosition: '', usage: 'BID',
          days: '07', totalQuantity: '00014.0', deliveryNotes: '01',
        }],
      }, { hpc: 'nurse' }),
    },
  ],
  3245: [{
    name: 'it was used before, for whatever call',
    play: (desk) => {
      const bundle = desk.caller.bundleFor(query)
      desk.send('EmergentTel/Query', bundle)
      return desk.send('BasicData/Query', bundle)
    },
  }],
  3500: [{
    name: 'nobody knows the professional card',
    play: (desk) => desk.send('Prescription/Query', desk.caller.signed('query', {
      ...desk.caller.unsigned('hpcHc'), hpcId: '00'.repeat(12),
    })),
  }],
}
