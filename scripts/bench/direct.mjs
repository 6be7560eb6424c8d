// The contestant of the card reads: npm pcsclite and nothing else, with a SHARED connection held for the whole run.
// Waits for a card, says so, then answers each order { reads, capdus } with the times it took, in nanoseconds.
import pcsclite from 'pcsclite'

const ROOM = 258

function ready(reader, protocol) {
  const exchange = (capdu) => new Promise((resolve, reject) => {
    reader.transmit(capdu, ROOM, protocol, (error, rapdu) => (error ? reject(error) : resolve(rapdu)))
  })
  process.on('message', async ({ reads, capdus }) => {
    const commands = capdus.map((text) => Buffer.from(text, 'hex'))
    const times = { reads: [], apdus: [] }
    let rapdus = []
    for (let count = 0; count < reads; count++) {
      const start = process.hrtime.bigint()
      let last = start
      rapdus = []
      for (const command of commands) {
        rapdus.push(await exchange(command))
        const now = process.hrtime.bigint()
        times.apdus.push(Number(now - last))
        last = now
      }
      times.reads.push(Number(last - start))
    }
    process.send({ ...times, rapdus: rapdus.map((rapdu) => rapdu.toString('hex')) })
  })
  process.send({ ready: true })
}

/** One reader alone, where there are more. */
const WANTED = process.env.BENCH_READER ?? ''

pcsclite().on('reader', (reader) => {
  if (!reader.name.includes(WANTED)) return
  let asked = false
  reader.on('status', ({ state }) => {
    if (asked || !(state & reader.SCARD_STATE_PRESENT)) return
    asked = true
    const options = { share_mode: reader.SCARD_SHARE_SHARED, protocol: reader.SCARD_PROTOCOL_T0 | reader.SCARD_PROTOCOL_T1 }
    reader.connect(options, (error, protocol) => {
      if (error) throw error
      ready(reader, protocol)
    })
  })
})
process.on('disconnect', () => process.exit(0))
