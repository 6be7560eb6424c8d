import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { methods, type MethodName } from '#protocols/native-api/registry'
import { SecretInput } from './secret-input.ts'
import { promptFor, secretPrompts } from './secret-prompts.ts'
import { askSecrets, secretsOf } from './secrets.ts'

/** A person or a program who says these lines and then nothing more. */
function saying(interactive: boolean, ...lines: string[]) {
  const prompts: string[] = []
  const source = {
    interactive,
    next: (prompt: string) => {
      prompts.push(prompt)
      return Promise.resolve(lines.shift())
    },
  }
  return { source, prompts }
}

const given = (method: MethodName, ...lines: string[]) => askSecrets(method, saying(false, ...lines).source)
const typed = (method: MethodName, ...lines: string[]) => askSecrets(method, saying(true, ...lines).source)

describe('secrets of a method', () => {
  test('are read a line each, in the order in which they are declared', async () => {
    expect(await given('hpc.unlock', '87654321', '112233')).toEqual({ puk: '87654321', newPin: '112233' })
    expect(await given('hpc.changePin', '123456', '654321')).toEqual({ pin: '123456', newPin: '654321' })
  })

  test('are not read where a method has none', async () => {
    const { source, prompts } = saying(true)
    expect([await askSecrets('card.readBasic', source), prompts]).toEqual([{}, []])
  })

  test('are left out by an empty line where they may be: then they are entered at the reader', async () => {
    expect(await given('card.verifyPin', '')).toEqual({})
    expect(await given('card.changePin', '', '')).toEqual({})
  })

  test('that do not come are missed by name, also optional ones', async () => {
    await expect(given('hpc.unlock', '87654321')).rejects.toMatchObject({
      name: 'PARAMS_INVALID', message: expect.stringMatching(/newPin is secret and is read from standard/) as string,
    })
    await expect(given('card.verifyPin')).rejects.toThrow(/which may be empty/)
  })

  test('that are new are asked of a person twice, and must be the same', async () => {
    const { source, prompts } = saying(true, '87654321', '112233', '112233')
    expect(await askSecrets('hpc.unlock', source)).toEqual({ puk: '87654321', newPin: '112233' })
    expect(prompts.map((prompt) => /再輸入一次.*once more/.test(prompt))).toEqual([false, false, true])
    await expect(typed('hpc.unlock', '87654321', '112233', '112234')).rejects.toThrow('two entries of newPin differ')
  })
})

describe('a prompt', () => {
  test('has words in both languages for every secret that is declared', () => {
    const names = new Set((Object.keys(methods) as MethodName[]).flatMap(secretsOf))
    expect([...names].sort()).toEqual(Object.keys(secretPrompts).sort())
  })

  test('says that nothing is shown, and what an empty line means where it means something', () => {
    expect(promptFor('pin', { optional: true, repeated: false })).toMatch(/不顯示.*讀卡機的鍵盤.*not shown.*own pad\): $/)
    expect(promptFor('newPin', { optional: false, repeated: false })).not.toContain('pad')
  })
})

describe('standard input', () => {
  /** Everything that was written where a person looks. */
  function terminal(isTTY: boolean) {
    const input = Object.assign(new PassThrough(), { isTTY })
    let shown = ''
    return { input, secret: new SecretInput(input, { write: (text) => (shown += text) }), shown: () => shown }
  }

  test('at a terminal shows the prompt and nothing of what is typed, and takes corrections', async () => {
    const { input, secret, shown } = terminal(true)
    const line = secret.next('PIN: ')
    input.write('12345')
    input.write('\x7f6\r')
    expect(await line).toBe('12346')
    expect(shown()).toBe('PIN: \n')
    secret.close()
  })

  test('that is piped gives line after line, with any end of line, and shows no prompt', async () => {
    const { input, secret, shown } = terminal(false)
    input.end('123456\r\n\n654321')
    expect([await secret.next('a'), await secret.next('b'), await secret.next('c'), await secret.next('d')])
      .toEqual(['123456', '', '654321', undefined])
    expect(shown()).toBe('')
  })

  test('ends at Ctrl-C and at Ctrl-D', async () => {
    for (const key of ['\x03', '\x04']) {
      const { input, secret } = terminal(true)
      const line = secret.next('PIN: ')
      input.write(key)
      expect(await line).toBeUndefined()
    }
  })
})
