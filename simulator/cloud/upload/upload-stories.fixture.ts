import type { UploadRefusalName } from '#protocols/upload/refusals'
import { DAY, fileOf, MINUTE, sound1, UploadDesk, type Sent } from './upload-desk.fixture.ts'

/** What leads to a refusal, and the RtnCode that is answered. */
export interface UploadStory {
  /** A half sentence: when the code comes. */
  readonly name: string
  readonly play: (desk: UploadDesk) => string
}

const file = fileOf(sound1)

const upload = (name: string, sent: Sent): UploadStory => ({ name, play: (desk) => desk.send(file, sent).RtnCode })

/** Of every refusal: what makes it happen. */
export const uploadStories: Readonly<Record<UploadRefusalName, UploadStory>> = {
  notReady: {
    name: 'a report is asked for 29 minutes after the upload',
    play: (desk) => {
      const { Opcode } = desk.send(file)
      desk.clock.advance(29 * MINUTE)
      return desk.fetch(Opcode).RtnCode
    },
  },
  kindUnknown: upload('a file is sent as A3', { type: 'A3' }),
  otherModule: {
    name: 'a report is asked for with another module than that of the upload',
    play: (desk) => desk.fetch(desk.send(file).Opcode, { samId: 'TESTSAM00002' }).RtnCode,
  },
  checkFailed: upload('the check of signatures breaks down', { signature: 'broken' }),
  signatureOld: upload('a signature is more than an hour old', { signature: 'old' }),
  moduleRevoked: upload('the module that signed is revoked', { signature: 'revoked' }),
  signatureWrong: upload('a signature does not verify', { signature: 'wrong' }),
  institutionUnknown: upload('an institution sends that has no contract', { hospitalId: '9900000031' }),
  unreadable: { name: 'the body is not what it must be', play: (desk) => desk.receiver.upload({ sType: 'A1' }).RtnCode },
  tooLarge: {
    name: 'the file is larger than the centre takes',
    play: () => new UploadDesk({ limits: { mostBytes: file.length - 1 } }).send(file).RtnCode,
  },
  opcodeUnknown: { name: 'an Opcode is asked about that nobody was given', play: (desk) => desk.fetch('0'.repeat(42)).RtnCode },
  reportGone: {
    name: 'a report is asked for after 14 days',
    play: (desk) => {
      const { Opcode } = desk.send(file)
      desk.clock.advance(14 * DAY + 1)
      return desk.fetch(Opcode).RtnCode
    },
  },
}
