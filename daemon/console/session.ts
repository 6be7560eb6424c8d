/** Answer of the daemon about a credential; `silent` when there is no usable answer at all. */
export type Verdict = 'valid' | 'refused' | 'silent'

const KEY = 'nhicardd.session'

/** How long an answer about a credential may take, in milliseconds. */
const PATIENCE_MS = 5_000

/** The secret this browser was given earlier, in this tab or another. */
export function storedSession(): string | null {
  return localStorage.getItem(KEY)
}

export function storeSession(secret: string): void {
  localStorage.setItem(KEY, secret)
}

/** Forgets a secret the daemon refused, unless another tab has stored a newer one since. */
export function forgetSession(refused: string): void {
  if (storedSession() === refused) localStorage.removeItem(KEY)
}

/** Tells when another tab was let in. */
export function watchSession(told: (secret: string) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY && newValue !== null) told(newValue)
  })
}

/** Exchanges a one-time code for a session secret. */
export async function redeem(code: string): Promise<{ session: string } | { verdict: 'refused' | 'silent' }> {
  try {
    const response = await fetch('/session', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ once: code }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!response.ok) return { verdict: response.status < 500 ? 'refused' : 'silent' }
    const answer: unknown = await response.json()
    const session = typeof answer === 'object' && answer !== null && 'session' in answer ? answer.session : undefined
    return typeof session === 'string' ? { session } : { verdict: 'silent' }
  } catch {
    return { verdict: 'silent' }
  }
}

/** Whether a secret still opens the daemon; asked when a socket does not, because a browser hides why. */
export async function judge(secret: string): Promise<Verdict> {
  try {
    const { ok, status } = await fetch('/session', {
      headers: { authorization: `Bearer ${secret}` }, signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return ok ? 'valid' : status === 401 ? 'refused' : 'silent'
  } catch {
    return 'silent'
  }
}
