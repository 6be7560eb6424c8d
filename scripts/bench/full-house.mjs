// The contestant of the failover: a port whose queue of connections is soon full, because nobody takes any from it. What is
// sent to it then is dropped, as by a machine without power.
import { createServer } from 'node:net'

const forever = new Int32Array(new SharedArrayBuffer(4))
const server = createServer()
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  process.send({ port: server.address().port }, () => Atomics.wait(forever, 0, 0))
})
