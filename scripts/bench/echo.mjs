// The contestant of system.status: `ws` alone in a process of its own, which sends back what it gets.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (socket) => socket.on('message', (data) => socket.send(data.toString())))
server.on('listening', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
