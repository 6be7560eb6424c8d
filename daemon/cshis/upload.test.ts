import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toBase64 } from '#protocols/bytes/base64'
import { hex } from '#protocols/bytes/hex'
import { slots } from '#protocols/nhi-card/card-file'
import { RemoteError, type RemoteCentre, type RemoteFailure } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import { writeOpcode } from '#protocols/upload/opcode'
import { rtnCodeOf, uploadRefusals } from '#protocols/upload/refusals'
import type { UploadBody, UploadReply } from '#protocols/upload/web-api'
import { testSamFolder } from '#simulator/cloud/test-centre'
import { openLog } from '../log.ts'
import { FunctionDesk } from './function-desk.fixture.ts'

const TRANSFER = 6015, SIGNATURE = 6014, NETWORK = 4061, PARAMETER = 6018
const MOST = 1_048_576

const opcode = writeOpcode({ receivedAt: '20260115090001', sequence: '000001', hospitalId: '9900000013', samId: 'TESTSAM00001' })
const received: UploadReply = { RtnCode: '0000', Opcode: opcode }
const receipt = slots('TESTSAM00001|9900000013|20260115090000|20260115090001')

/** A centre that keeps what it is sent, and answers as it is told. */
function receiving(answer: () => UploadReply): { readonly remote: RemoteCentre & UploadCentre, readonly bodies: UploadBody[] } {
  const bodies: UploadBody[] = []
  const unreachable = async (): Promise<never> => {
    throw new RemoteError({ kind: 'unreachable' })
  }
  return {
    bodies,
    remote: {
      call: unreachable, download: unreachable,
      upload: async (body) => {
        bodies.push(body)
        return answer()
      },
    },
  }
}

const fileOf = (bytes: Uint8Array, size = bytes.length) => ({ content: toBase64(bytes), fileSize: String(size), numbers: '1' })
const sound = fileOf(new TextEncoder().encode('<RECS></RECS>'))

describe('a file', () => {
  test('of any bytes is sent once, as it is, in the name of the institution, and its receipt is told', async () => {
    const { remote, bodies } = receiving(() => received)
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), async (bytes) => {
      bodies.length = 0
      expect(await desk.call('csUploadData', fileOf(bytes))).toEqual({ code: 0, written: { receipt } })
      expect(bodies).toHaveLength(1)
      const [body] = bodies
      expect(hex(new Uint8Array(Buffer.from(body?.sPatData ?? '', 'base64')))).toBe(hex(bytes))
      expect(body).toMatchObject({ sSamId: 'TESTSAM00001', sHospId: '9900000013', sType: 'A1', sUploadDT: '20260115090000' })
    }), { numRuns: 40 })
  })

  test('whose size in bytes is another than is said is not sent (6015)', async () => {
    const { remote, bodies } = receiving(() => received)
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    const another = fc.integer({ min: 0, max: 9_999 })
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), another, async (bytes, size) => {
      fc.pre(size !== bytes.length)
      expect(await desk.call('csUploadData', fileOf(bytes, size))).toEqual({ code: TRANSFER, written: {} })
    }), { numRuns: 60 })
    // characters are not bytes: of two Big5 characters the size is four
    expect((await desk.call('csUploadData', { ...fileOf(Uint8Array.of(0xa4, 0xfd, 0xb4, 0xfa)), fileSize: '2' })).code).toBe(TRANSFER)
    expect((await desk.call('csUploadData', { ...sound, fileSize: '' })).code).toBe(TRANSFER)
    expect(bodies).toEqual([])
  })

  test('of nothing, and one that is larger than may be, are wrong parameters and are not sent (6018)', async () => {
    const { remote, bodies } = receiving(() => received)
    const { library } = new FunctionDesk({ world: 'one-clinic', remote })
    const size = (bytes: number) => library.callBuffers('csUploadData', {
      inputs: { content: new Uint8Array(bytes), fileSize: new TextEncoder().encode(String(bytes)), numbers: Uint8Array.of(0x30) },
      caller: {}, reader: undefined, room: { receipt: 50 }, memory: { receipt: new Uint8Array(50) },
    })
    for (const bytes of [0, MOST + 1]) expect(await size(bytes)).toEqual({ code: PARAMETER, written: {} })
    expect(bodies).toEqual([])
    expect(await size(MOST)).toMatchObject({ code: 0 })
    expect(bodies).toHaveLength(1)
  })

  test('is not sent without room for its receipt (6018), which would be lost', async () => {
    const { remote, bodies } = receiving(() => received)
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    expect(await desk.call('csUploadData', sound, { room: { receipt: 49 } })).toEqual({ code: PARAMETER, written: {} })
    expect(bodies).toEqual([])
  })
})

describe('what becomes of a file', () => {
  const refusals = Object.entries(uploadRefusals).filter(([, { code }]) => code !== 5002)
  const ofSignature = ['signatureOld', 'signatureWrong', 'moduleRevoked']

  test.each(refusals)('that is refused by %s is told, and it is not sent again', async (name, { code }) => {
    const { remote, bodies } = receiving(() => ({ RtnCode: rtnCodeOf(code), Opcode: '' }))
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    expect(await desk.call('csUploadData', sound)).toEqual({ code: ofSignature.includes(name) ? SIGNATURE : TRANSFER, written: {} })
    expect(bodies).toHaveLength(1)
  })

  const failures: readonly (readonly [RemoteFailure, number])[] = [
    [{ kind: 'unreachable' }, NETWORK], [{ kind: 'outcomeUnknown' }, TRANSFER], [{ kind: 'refused', statusCode: 2001 }, TRANSFER],
  ]

  test.each(failures)('without a reply is told: %o as %i', async (failure, code) => {
    const { remote, bodies } = receiving(() => {
      throw new RemoteError(failure)
    })
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    expect(await desk.call('csUploadData', sound)).toEqual({ code, written: {} })
    expect(bodies).toHaveLength(1)
  })

  test.each(['', opcode.slice(1), `${opcode}0`])('is not told as received without a sound Opcode: %j', async (Opcode) => {
    const { remote } = receiving(() => ({ RtnCode: '0000', Opcode }))
    const desk = new FunctionDesk({ world: 'one-clinic', remote })
    expect(await desk.call('csUploadData', sound)).toEqual({ code: TRANSFER, written: {} })
  })

  test('is not begun without an upload behind the data centre, without a module, and while the centre is silent', async () => {
    expect((await new FunctionDesk({ world: 'one-clinic' }).call('csUploadData', sound)).code).toBe(NETWORK)
    const { remote, bodies } = receiving(() => received)
    const bare = new FunctionDesk({ world: 'one-clinic', remote, samFolder: { ...testSamFolder, names: () => [] } })
    expect((await bare.call('csUploadData', sound)).code).toBe(4012)
    const silent = new FunctionDesk({ world: 'one-clinic', remote })
    silent.desk.centre.reachable = false
    expect((await silent.call('csUploadData', sound)).code).toBe(NETWORK)
    expect(bodies).toEqual([])
  })
})

test('nothing of a file or its signature is logged, or told as an event, whatever becomes of it', async () => {
  const secret = 'A123456789王測試'
  const lost = (): never => {
    throw new RemoteError({ kind: 'outcomeUnknown' })
  }
  for (const answer of [() => received, () => ({ RtnCode: '9002', Opcode: '' }), lost]) {
    const lines: string[] = []
    const { remote, bodies } = receiving(answer)
    const desk = new FunctionDesk({ world: 'dedicated-reader', remote, log: openLog('trace', { write: (line) => { lines.push(line) } }) })
    const file = fileOf(new TextEncoder().encode(secret))
    await desk.call('csUploadData', file)
    const [body] = bodies
    expect(body?.sPatData).toBe(file.content)
    const said = `${lines.join('')}${JSON.stringify(desk.desk.events)}`
    for (const kept of [secret, file.content, body?.sSignature ?? '', body?.sClientRandom ?? '']) expect(said).not.toContain(kept)
  }
})
