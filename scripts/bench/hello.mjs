// The contestant of the starts: the least HTTP server that Node can be.
import { createServer } from 'node:http'

createServer((_, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1')
