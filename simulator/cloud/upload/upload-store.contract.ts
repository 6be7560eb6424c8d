import assert from 'node:assert/strict'
import type { KeptRecord, KeptUpload, UploadStore } from './upload-store.ts'

/** One thing that every store must do. */
export interface StoreCheck {
  readonly sentence: string
  readonly check: (store: UploadStore) => void
}

const upload = (opcode: string): KeptUpload => (
  { opcode, samId: 'TESTSAM00001', hospitalId: '9900000013', kind: 'A1', receivedAt: 1_768_482_000_000, report: '檢核結果' })

const record = (change: Partial<KeptRecord> = {}): KeptRecord => ({
  hospitalId: '9900000013', patientId: 'Z199999016', time: '1150115090000', type: '1', kind: '1', format: '1.0', opcode: 'first',
  record: { header: { A00: '1' }, visit: { A12: 'Z199999016', A81: '測試' }, orders: [{ A72: '1' }, {}] }, ...change,
})

/** What a store of uploads does, whatever it is made of. */
export const uploadStoreContract: readonly StoreCheck[] = [
  {
    sentence: 'an upload is found by its Opcode as it was given, and others are not',
    check: (store) => {
      store.add(upload('first'), [])
      assert.deepEqual(store.upload('first'), upload('first'))
      assert.equal(store.upload('second'), undefined)
      assert.equal(store.count(), 1)
    },
  },
  {
    sentence: 'a record is found by patient and time, with everything in it',
    check: (store) => {
      store.add(upload('first'), [record()])
      assert.deepEqual(store.recordsAt('Z199999016', '1150115090000'), [record()])
      assert.deepEqual(store.recordsAt('Z199999016', '1150115090001'), [])
      assert.deepEqual(store.recordsAt('Z199999025', '1150115090000'), [])
    },
  },
  {
    sentence: 'a record of the same institution, patient, time and type takes the place of the earlier one',
    check: (store) => {
      store.add(upload('first'), [record()])
      store.add(upload('second'), [record({ kind: '3', opcode: 'second' }), record({ type: '2', opcode: 'second' })])
      assert.deepEqual(store.recordsAt('Z199999016', '1150115090000').map(({ type, kind }) => [type, kind]), [['1', '3'], ['2', '1']])
    },
  },
  {
    sentence: 'records of one time are told whichever institution sent them, those of an institution in order of time',
    check: (store) => {
      store.add(upload('first'), [record({ time: '1150115100000' }), record(), record({ hospitalId: '9900000022' })])
      assert.equal(store.recordsAt('Z199999016', '1150115090000').length, 2)
      assert.deepEqual(store.recordsOf('9900000013').map(({ time }) => time), ['1150115090000', '1150115100000'])
    },
  },
  {
    sentence: 'a format counts as used by the institution whose record was kept',
    check: (store) => {
      store.add(upload('first'), [record({ format: '2.0' })])
      assert.equal(store.hasUsed('9900000013', '2.0'), true)
      assert.equal(store.hasUsed('9900000013', '1.0'), false)
      assert.equal(store.hasUsed('9900000022', '2.0'), false)
    },
  },
  {
    sentence: 'an Opcode is given once: the second upload of it is refused, and nothing of it is kept',
    check: (store) => {
      store.add(upload('first'), [])
      assert.throws(() => { store.add(upload('first'), [record()]) }, RangeError)
      assert.deepEqual([store.count(), store.recordsOf('9900000013')], [1, []])
    },
  },
]
