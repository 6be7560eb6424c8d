// Lets `node --conditions=source --import ./scripts/ts-node.mjs x.ts` run TypeScript in development.
// register() instead of --loader: the same hooks without Node's warning on every start.
import { register } from 'node:module'

register('ts-node/esm', import.meta.url)
