import type { Bilingual } from '../bilingual.ts'
import type { DeviceProblem, LinkState } from '../port/reader-link.ts'

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
  standingBy: {
    zh: 'PC/SC 服務執行中，由它驅動讀卡機；服務停止時會自動接手',
    en: 'The PC/SC service runs and drives the readers; when it stops, this link takes over by itself.',
  },
  failing: {
    zh: '讀卡機驅動程式沒有回應，正在重新啟動',
    en: 'The reader driver hung or crashed and is being started again.',
  },
}

/** What a person can do about a device that cannot be used; `{holder}` is filled where it is known. */
export const deviceHints: Readonly<Record<DeviceProblem['why'], Bilingual>> = {
  held: {
    zh: '裝置正被其他程式使用（{holder}）；請關閉該程式，或改由它存取讀卡機',
    en: 'Another program has the device ({holder}): end it, or use the reader through it.',
  },
  denied: {
    zh: '沒有開啟此裝置的權限；請檢查 udev 規則或使用者群組（Debian 序列埠：dialout）',
    en: 'This user may not open the device: check the udev rules or groups (serial lines on Debian: dialout).',
  },
  absent: {
    zh: '設定的連接埠不存在；請檢查接線與設定',
    en: 'The configured line does not exist: check the cable and the configuration.',
  },
  unsuitable: {
    zh: '此裝置不是能使用的模式；掃描器若為鍵盤模式，請以原廠設定條碼切換為 HID-POS 或序列埠',
    en: 'The device is not in a usable mode: a scanner in keyboard mode is switched to HID-POS or serial by its maker’s setting code.',
  },
  silent: {
    zh: '裝置沒有回應；請檢查電源與接線',
    en: 'The device does not answer: check its power and cable.',
  },
  failing: {
    zh: '裝置無法開啟，持續重試中',
    en: 'The device cannot be opened; it is tried again and again.',
  },
}
