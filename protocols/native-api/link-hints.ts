import type { Bilingual } from '../bilingual.ts'
import type { LinkState } from '../port/reader-link.ts'

/** What a person can do about the state of a link; empty where nothing is needed. */
export const linkHints: Readonly<Record<LinkState, Bilingual>> = {
  starting: { zh: '正在連接', en: 'Connecting.' },
  ready: { zh: '', en: '' },
  serviceStopped: {
    zh: 'PC/SC 服務沒有執行；請啟動它（Debian：systemctl start pcscd.socket），讀卡機會自動出現',
    en: 'The PC/SC service does not run; start it (Debian: systemctl start pcscd.socket) and the readers appear by themselves.',
  },
  bindingMissing: {
    zh: '缺少 PC/SC 原生模組；請安裝 libpcsclite-dev 與編譯工具後執行 npm rebuild pcsclite',
    en: 'The native PC/SC module is missing; install libpcsclite-dev and a compiler, then run npm rebuild pcsclite.',
  },
  failing: {
    zh: '讀卡機驅動程式沒有回應，正在重新啟動',
    en: 'The reader driver hung or crashed and is being started again.',
  },
}
