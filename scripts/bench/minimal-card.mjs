// The contestant of the card process: the least card that vpcd can have, with the answer of a basic read to every command.
import { connect } from 'node:net'

const ATR = Buffer.from('3bfa1800008131fe4550564a434f503453494493', 'hex')
const ANSWER = Buffer.concat([Buffer.alloc(57, 0x31), Buffer.of(0x90, 0x00)])
const ASK_ATR = 4

const framed = (body) => Buffer.concat([Buffer.of(body.length >> 8, body.length & 0xff), body])
const [atr, answer] = [framed(ATR), framed(ANSWER)]

const socket = connect(Number(process.argv[2]), '127.0.0.1').setNoDelay(true)
let pending = Buffer.alloc(0)
socket.on('data', (chunk) => {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
  while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
    const body = pending.subarray(2, 2 + pending.readUInt16BE(0))
    pending = pending.subarray(2 + body.length)
    if (body.length > 1) socket.write(answer)
    else if (body[0] === ASK_ATR) socket.write(atr)
  }
})
socket.on('close', () => process.exit(0))
