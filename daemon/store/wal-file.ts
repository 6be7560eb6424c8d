/** A write-ahead log by SQLite’s file format §4: a header of 32 bytes, then frames of 24 bytes and a page. */
const HEADER = 32
const FRAME_HEADER = 24
const MAGIC = 0x377f0682 // the lowest bit: checksums are over big-endian words

export interface WalFrame {
  readonly page: number
  readonly data: Uint8Array
}

type Sums = readonly [number, number]

function sum(bytes: Uint8Array, [first, second]: Sums, isBigEndian: boolean): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [left, right] = [first, second]
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    left = (left + view.getUint32(at, !isBigEndian) + right) >>> 0
    right = (right + view.getUint32(at + 4, !isBigEndian) + left) >>> 0
  }
  return [left, right]
}

const same = (left: Sums, right: Sums) => left[0] === right[0] && left[1] === right[1]

/**
 * Pages of whole transactions, the oldest first; also of those behind a wrong frame, which SQLite does not see. Such a log is
 * not yet damage: what was not synced when the power went has reached the disk in any order.
 * @param pageSize of the database, for a log whose header cannot be believed
 */
export function framesIn(bytes: Uint8Array, pageSize: number): readonly WalFrame[] {
  if (bytes.length < HEADER + FRAME_HEADER + pageSize) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pair = (at: number): Sums => [view.getUint32(at), view.getUint32(at + 4)]
  const isBigEndian = view.getUint32(0) === MAGIC + 1
  const isHeaderRight = (view.getUint32(0) === MAGIC || isBigEndian) && view.getUint32(8) === pageSize
    && same(sum(bytes.subarray(0, 24), [0, 0], isBigEndian), pair(24))
  const salt = isHeaderRight ? pair(16) : pair(HEADER + 8)

  const kept: WalFrame[] = []
  let open: WalFrame[] | undefined = [] // of the transaction that is being read; undefined: a part of it is missing
  let seed = pair(24)
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= bytes.length; at += FRAME_HEADER + pageSize) {
    const data = bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize)
    const own = pair(at + 16)
    // what a frame is summed from is what stands before it, whether that is right or not: damage stays where it is
    const isRight = same(pair(at + 8), salt) && same(sum(data, sum(bytes.subarray(at, at + 8), seed, isBigEndian), isBigEndian), own)
    seed = own
    if (!isRight) {
      open = undefined
      continue
    }
    open?.push({ page: view.getUint32(at), data })
    if (view.getUint32(at + 4) === 0) continue // not the last frame of its transaction
    kept.push(...open ?? [])
    open = []
  }
  return kept
}
