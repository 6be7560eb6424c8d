// The contestant of the door of 6.0: one fixed answer, over http and over https, by Node alone.
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

process.on('message', ({ key, cert, answer }) => {
  const serve = (request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer))
  }
  const [plain, tls] = [createServer(serve), createTlsServer({ key, cert, minVersion: 'TLSv1.2' }, serve)]
  plain.listen(0, '127.0.0.1', () => tls.listen(0, '127.0.0.1', () => {
    process.send({ plain: plain.address().port, tls: tls.address().port })
  }))
})
process.on('disconnect', () => process.exit(0))
