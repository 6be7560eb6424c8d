// Beside the daemon's PC/SC child on the same pcscd: says when a card came or went, on the clock that all processes of
// the machine share (CLOCK_MONOTONIC, nanoseconds).
import pcsclite from 'pcsclite'

pcsclite().on('reader', (reader) => {
  let before = false
  reader.on('status', ({ state }) => {
    const at = process.hrtime.bigint()
    const present = Boolean(state & reader.SCARD_STATE_PRESENT)
    if (present !== before) process.send({ reader: reader.name, present, at: String(at) })
    before = present
  })
})
process.on('disconnect', () => process.exit(0))
