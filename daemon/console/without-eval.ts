/**
 * The page's Content-Security-Policy forbids making code from text. zod probes whether it may, and every probe would be
 * reported as a violation, so it is told before the first schema exists. Imported first, for its effect.
 */
import { config } from 'zod'

config({ jitless: true })
