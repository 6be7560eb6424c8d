import type { Bilingual } from '#protocols/bilingual'
import { cardTexts } from './card-texts.ts'
import { nhiaTexts } from './nhia-texts.ts'
import { visitTexts } from './visit-texts.ts'

/** Every text of the console. Traditional Chinese is the first language; `{slots}` are the same in both. */
export const texts = {
  ...cardTexts,
  ...nhiaTexts,
  ...visitTexts,
  'title': { zh: '讀卡主控台', en: 'Reader console' },
  'language.label': { zh: '語言', en: 'Language' },
  'language.zh': { zh: '中文', en: '中文' },
  'language.en': { zh: 'English', en: 'English' },
  'version': { zh: '版本 {version}', en: 'Version {version}' },
  'simulation.mark': { zh: '模擬模式 — 測試資料', en: 'Simulation — test data' },
  'simulation.explained': {
    zh: '讀卡機與卡片都是模擬的，沒有真實病人。',
    en: 'Readers and cards are simulated; no patient here is real.',
  },

  'line.label': { zh: '與讀卡服務的連線', en: 'Connection to the service' },
  'line.closed': { zh: '未開啟', en: 'Not opened' },
  'line.connecting': { zh: '連線中', en: 'Connecting' },
  'line.connected': { zh: '已連線', en: 'Connected' },
  'line.lost': { zh: '連線中斷', en: 'Disconnected' },
  'line.broken': { zh: '重新同步中', en: 'Synchronising' },

  'wait.connecting': { zh: '正在連線到讀卡服務…', en: 'Connecting to the service…' },
  'wait.broken': { zh: '事件不連續，正在重新取得完整狀態…', en: 'Events were missed; fetching the whole state again…' },
  'lost.silent': { zh: '讀卡服務沒有回應', en: 'The service does not answer' },
  'lost.silent.remedy': {
    zh: '這台電腦上的 nhicardd 可能已停止，請確認它正在執行。頁面會持續重試，恢復後自動連線。',
    en: 'nhicardd on this PC may have stopped: check that it runs. This page keeps trying and reconnects by itself.',
  },
  'lost.unknown': { zh: '與讀卡服務的連線中斷', en: 'The connection to the service was lost' },
  'lost.unknown.remedy': { zh: '正在重新連線…', en: 'Reconnecting…' },
  'lost.answering': { zh: '服務有回應，但連線尚未恢復', en: 'The service answers, but the connection is not back yet' },
  'lost.answering.remedy': {
    zh: '正在重試。若持續數分鐘，請重新整理此頁。',
    en: 'Still trying. If this lasts for minutes, reload this page.',
  },
  'lost.cleared': { zh: '為保護病人，畫面上的卡片資料已清除。', en: 'To protect patients, card data were cleared from this page.' },

  'door.title': { zh: '請用一次性連結開啟主控台', en: 'Open the console with a one-time link' },
  'door.why': {
    zh: '主控台會顯示病人的卡片資料，所以只讓能操作這台電腦的人開啟。',
    en: 'The console shows data of patients’ cards, so only people who can use this PC may open it.',
  },
  'door.step.run': {
    zh: '在這台電腦的終端機執行這個指令，它會印出新的連結：',
    en: 'Run this command in a terminal on this PC; it prints a new link:',
  },
  'door.step.paste': { zh: '開啟該連結，或將連結（或代碼）貼在這裡：', en: 'Open that link, or paste the link (or its code) here:' },
  'door.field': { zh: '一次性連結或代碼', en: 'One-time link or code' },
  'door.submit': { zh: '開啟主控台', en: 'Open the console' },
  'door.checking': { zh: '確認中…', en: 'Checking…' },
  'door.codeMalformed': {
    zh: '這不像一次性連結或代碼，請整段貼上',
    en: 'This does not look like a one-time link or code; paste all of it.',
  },
  'door.codeRefused': {
    zh: '這個連結已使用過或已失效。每個連結只能用一次，請取得新的連結。',
    en: 'This link was used before or is no longer valid. Each works once: get a new one.',
  },
  'door.codeRefusedButOpen': {
    zh: '剛才的連結已使用過或已失效；此頁原有的權限仍然有效，可繼續使用。',
    en: 'That link was used before or is no longer valid. This page is still permitted and goes on working.',
  },
  'door.unanswered': {
    zh: '讀卡服務沒有回應，無法確認連結。請確認 nhicardd 正在執行後再試。',
    en: 'The service does not answer, so the link cannot be checked. Make sure nhicardd is running, then try again.',
  },
  'door.sessionEnded': {
    zh: '先前的權限已失效（例如服務重新啟動）。請取得新的連結。',
    en: 'The earlier permission has ended (for example, the service was restarted). Get a new link.',
  },

  'notice.close': { zh: '知道了', en: 'OK' },

  'wedge.typed': { zh: '有掃描器正以鍵盤方式輸入', en: 'A scanner is typing as a keyboard' },
  'wedge.mangled': {
    zh: '有掃描器正以鍵盤方式輸入，內容被中文輸入法改變',
    en: 'A scanner is typing as a keyboard, and an input method changes what it types',
  },
  'wedge.why': {
    zh: '以鍵盤方式輸入時，條碼會打進任何一個有游標的欄位，中文輸入法還會把內容打亂。'
      + '請把掃描器切換為 HID-POS 或序列埠，讀卡服務就能直接、完整地收到條碼。',
    en: 'As a keyboard it types codes into whichever field has the cursor, and a Chinese input method garbles them. '
      + 'Switch it to HID-POS or serial: then the service gets every code directly and whole.',
  },
  'wedge.step.manual': {
    zh: '在掃描器的說明書（或原廠網站）找到「USB 介面」或「通訊介面」的設定條碼。',
    en: 'In the scanner’s manual, or on its maker’s site, find the setting codes for the USB or host interface.',
  },
  'wedge.step.hidPos': {
    zh: '掃描名稱為 HID-POS 的設定條碼（也稱 USB HID POS、HID Bar Code Scanner、POS HID）。不需要其他設定。',
    en: 'Scan the one called HID-POS (also USB HID POS, HID Bar Code Scanner, POS HID). Nothing else is to be set.',
  },
  'wedge.step.serial': {
    zh: '若沒有 HID-POS，改掃 USB COM（也稱 USB Serial、Virtual COM、CDC），再把該連接埠寫入設定檔的 scanners.serial。',
    en: 'If there is none, scan USB COM instead (also USB serial, virtual COM, CDC) and name its line in the '
      + 'configuration, at scanners.serial.',
  },
  'wedge.step.proof': {
    zh: '重新插拔掃描器後再掃一次任意條碼：切換成功時，這個頁面不會再打出字。',
    en: 'Plug it in anew and scan any code: when it worked, nothing is typed into this page any more.',
  },
  'wedge.kept': {
    zh: '此頁只看按鍵的快慢，不讀取也不保存掃描的內容。',
    en: 'This page looks only at how fast keys come; it neither reads nor keeps what was scanned.',
  },

  'links.title': { zh: '讀卡介面', en: 'Reader links' },
  'link.pcsc': { zh: 'PC/SC 智慧卡服務', en: 'PC/SC smart card service' },
  'link.ccid-usb': { zh: 'USB 讀卡機（直接驅動）', en: 'USB readers (driven directly)' },
  'link.ccid-serial': { zh: '序列埠 CCID 讀卡機', en: 'Serial CCID readers' },
  'link.phoenix-serial': { zh: '序列埠 Phoenix 讀卡機', en: 'Serial Phoenix readers' },
  'link.simulated': { zh: '模擬讀卡機', en: 'Simulated readers' },
  'link.state.starting': { zh: '啟動中', en: 'Starting' },
  'link.state.ready': { zh: '正常', en: 'Ready' },
  'link.state.serviceStopped': { zh: '服務未啟動', en: 'Service stopped' },
  'link.state.standingBy': { zh: '待命', en: 'Standing by' },
  'link.state.bindingMissing': { zh: '元件未安裝', en: 'Component missing' },
  'link.state.failing': { zh: '異常', en: 'Failing' },

  'readers.title': { zh: '讀卡機', en: 'Readers' },
  'readers.none': { zh: '目前沒有讀卡機', en: 'No reader is connected' },
  'readers.none.remedy': {
    zh: '請接上讀卡機的 USB 線；若已接上，請看上方讀卡介面的說明。接上後會自動出現，不必重新整理。',
    en: 'Plug in the reader. If it is plugged in, see the hints above. It appears here by itself, without reloading.',
  },
  'reader.card.present': { zh: '有卡片', en: 'Card present' },
  'reader.card.none': { zh: '無卡片', en: 'No card' },
  'reader.card.mute': { zh: '卡片無反應', en: 'Card is mute' },
  'reader.empty': { zh: '請插入健保卡', en: 'Insert an NHI card' },
  'reader.mute': { zh: '卡片沒有反應', en: 'The card does not respond' },
  'reader.mute.remedy': {
    zh: '請確認晶片方向、擦拭晶片後重新插入。',
    en: 'Check which way round the card is, wipe the chip, then insert it again.',
  },
  'reader.epoch': { zh: '在場編號', en: 'Presence' },
  'reader.atr': { zh: 'ATR', en: 'ATR' },

  'health.label': { zh: '讀卡機健康狀態', en: 'Health of the reader' },
  'health.verdict.unknown': { zh: '尚無法判斷', en: 'Not known yet' },
  'health.verdict.good': { zh: '良好', en: 'Good' },
  'health.verdict.watch': { zh: '請留意', en: 'Watch it' },
  'health.verdict.worn': { zh: '可能已磨損', en: 'Wearing out' },
  'health.verdict.unknown.why': {
    zh: '插卡或讀取的次數還太少，無法判斷。',
    en: 'Too few cards or commands were seen to say.',
  },
  'health.latency': { zh: '指令往返時間（{apdus} 個指令）', en: 'time of a command to the card and back ({apdus} commands)' },
  'health.latency.ms': {
    zh: 'p50 {p50Ms}、p95 {p95Ms}、p99 {p99Ms} 毫秒',
    en: 'p50 {p50Ms}, p95 {p95Ms}, p99 {p99Ms} ms',
  },
  'health.since': { zh: '自服務啟動以來的次數。', en: 'Counted since the service started.' },

  'reader.role.hpc': {
    zh: '這是醫事人員卡，狀態與 PIN 請見下方「三卡狀態」。',
    en: 'This is a professional card: its state and its PIN are below, among the three cards.',
  },
  'reader.role.sam': {
    zh: '這是安全模組卡，狀態請見下方「三卡狀態」。',
    en: 'This is a security module: its state is below, among the three cards.',
  },

  'reader.suffix': { zh: '（{reader}）', en: ' ({reader})' },

  'patient.reading': { zh: '讀取卡片中…', en: 'Reading the card…' },
  'patient.label': { zh: '卡片基本資料', en: 'Basic data of the card' },
  'patient.name': { zh: '姓名', en: 'Name' },
  'patient.idCardNum': { zh: '身分證號', en: 'ID number' },
  'patient.birthday': { zh: '出生日期', en: 'Birthday' },
  'patient.birthYear': { zh: '出生年', en: 'Year of birth' },
  'patient.sex': { zh: '性別', en: 'Sex' },
  'patient.sex.M': { zh: '男', en: 'Male' },
  'patient.sex.F': { zh: '女', en: 'Female' },
  'patient.sex.': { zh: '卡片未記載', en: 'Not on the card' },
  'patient.dateIssue': { zh: '發卡日期', en: 'Issued' },
  'patient.cardSn': { zh: '卡片號碼', en: 'Card number' },
  'patient.rocYear': { zh: '民國 {roc} 年', en: 'ROC {roc}' },
  'patient.rocDate': { zh: '民國 {roc} 年 {month} 月 {day} 日', en: 'ROC {roc}-{month}-{day}' },
  'patient.rocYear.before': { zh: '民國前 {roc} 年', en: '{roc} before ROC' },
  'patient.rocDate.before': { zh: '民國前 {roc} 年 {month} 月 {day} 日', en: '{roc} before ROC, {month}-{day}' },
  'patient.show': { zh: '顯示完整資料', en: 'Show full data' },
  'patient.asking': { zh: '重新讀取中…', en: 'Reading again…' },
  'patient.hide': { zh: '隱藏', en: 'Hide' },
  'patient.left': { zh: '{seconds} 秒後自動隱藏', en: 'Hides itself in {seconds} s' },
  'patient.masked': { zh: '部分資料已遮蔽', en: 'Partly masked' },
  'patient.cancelled': { zh: '此卡已註銷', en: 'This card is cancelled' },
  'patient.cancelled.remedy': {
    zh: '不可使用這張卡就醫，請病人向健保署洽詢或換發新卡。',
    en: 'It must not be used for a visit. The patient should ask NHIA for a new card.',
  },
  'patient.cancelledUnknown': { zh: '無法確認卡片是否註銷', en: 'It is not known whether this card is cancelled' },
  'patient.cancelledUnknown.remedy': {
    zh: '卡片沒有提供註銷註記，請以其他方式確認。',
    en: 'The card did not tell; check in another way.',
  },
  'patient.nameIncomplete': { zh: '姓名有無法辨識的字', en: 'The name has characters that cannot be shown' },
  'patient.nameIncomplete.remedy': {
    zh: '以 {sign} 表示，請對照卡面或身分證件確認姓名。',
    en: 'They appear as {sign}. Compare with the printed card or an identity document.',
  },
  'patient.again': { zh: '再讀一次', en: 'Read again' },
  'read.stale': { zh: '讀到的資料不屬於目前的卡片，已捨棄', en: 'What was read does not belong to the present card; it was dropped.' },
  'read.stale.remedy': { zh: '請再讀一次', en: 'Read again.' },
  'call.failed': { zh: '操作沒有完成', en: 'The action was not completed.' },
  'call.failed.remedy': { zh: '請再試一次；若一再發生請重新整理此頁', en: 'Try again; if it keeps happening, reload this page.' },

  'simulator.title': { zh: '模擬操作', en: 'Simulate' },
  'simulator.card.for': { zh: '要放入 {reader} 的卡片', en: 'Card for {reader}' },
  'simulator.card.in': { zh: '{label}（在 {reader}）', en: '{label} (in {reader})' },
  'simulator.insert': { zh: '插入', en: 'Insert' },
  'simulator.remove': { zh: '取出', en: 'Remove' },
  'simulator.swap': { zh: '快速換卡', en: 'Swap quickly' },
  'simulator.swap.explained': {
    zh: '快速換卡：在讀卡機察覺之前換成另一張卡，用來測試不會誤用前一位病人的資料。',
    en: 'Swap quickly: another card before the reader notices, to test that no earlier patient’s data are used.',
  },

  'events.title': { zh: '即時事件', en: 'Live events' },
  'events.none': { zh: '尚無事件', en: 'No events yet' },
  'events.note': { zh: '最近 {limit} 筆，不含個人資料', en: 'The last {limit}, without personal data' },
  'events.seq': { zh: '編號', en: 'No.' },
  'events.at': { zh: '時間', en: 'Time' },
  'events.event': { zh: '事件', en: 'Event' },
  'events.device': { zh: '裝置', en: 'Device' },
  'event.reader.added': { zh: '接上讀卡機 {reader}（{name}）', en: 'Reader {reader} was connected ({name}).' },
  'event.reader.removed': { zh: '讀卡機 {reader} 離線', en: 'Reader {reader} was disconnected.' },
  'event.card.inserted': { zh: '{reader} 插入卡片', en: 'A card was inserted into {reader}.' },
  'event.card.inserted.mute': {
    zh: '{reader} 插入卡片，但卡片沒有反應',
    en: 'A card was inserted into {reader}, but it does not respond.',
  },
  'event.card.removed.removed': { zh: '{reader} 的卡片已取出', en: 'The card was taken out of {reader}.' },
  'event.card.removed.reset': { zh: '{reader} 的卡片被其他程式重置', en: 'Another program reset the card in {reader}.' },
  'event.card.removed.changed': { zh: '{reader} 的卡片被換成另一張', en: 'The card in {reader} was exchanged for another.' },
  'event.card.removed.failed': { zh: '{reader} 的卡片不再回應', en: 'The card in {reader} does not answer any more.' },
  'event.card.removed.resumed': {
    zh: '電腦曾休眠，{reader} 的卡片須重新讀取',
    en: 'The PC slept; the card in {reader} is read anew.',
  },
  'event.card.removed.readerLost': {
    zh: '讀卡機 {reader} 離線，其中的卡片不再可用',
    en: 'Reader {reader} was lost, and the card in it.',
  },
  'event.scanner.added': { zh: '接上掃描器 {name}', en: 'Scanner {name} was connected.' },
  'event.scanner.removed': { zh: '掃描器 {scanner} 離線', en: 'Scanner {scanner} was disconnected.' },
  'event.code.scanned': { zh: '{scanner} 掃描了一個條碼（內容不顯示）', en: '{scanner} scanned a code (its content is not shown).' },
  'event.scan.dropped.incomplete': { zh: '{scanner} 的條碼不完整，請再掃一次', en: 'A code of {scanner} was cut off; scan it again.' },
  'event.scan.dropped.tooLong': { zh: '{scanner} 的條碼過長，已捨棄', en: 'A code of {scanner} was too long and dropped.' },
  'event.scan.dropped.malformed': {
    zh: '{scanner} 的條碼損壞，請再掃一次；若一再發生請檢查掃描器設定',
    en: 'A code of {scanner} was damaged; scan it again. If it keeps happening, check how the scanner is set.',
  },
  'event.line.connected': { zh: '此頁已連線到讀卡服務', en: 'This page connected to the service.' },
  'event.line.lost': { zh: '此頁與讀卡服務的連線中斷', en: 'This page lost the connection to the service.' },
  'announce.read': { zh: '{reader} 的卡片資料已讀取', en: 'The card in {reader} was read.' },
  'announce.shown': { zh: '{reader} 顯示完整資料', en: 'Full data are shown for {reader}.' },
  'announce.verifyPin': { zh: 'PIN 已驗證', en: 'The PIN is verified.' },
  'announce.verifySam': { zh: '安全模組已認證', en: 'The security module is authenticated.' },
  'announce.logout': { zh: '已登出', en: 'Logged out.' },
  'announce.hidden': { zh: '{reader} 的完整資料已隱藏', en: 'Full data are hidden for {reader}.' },
} as const satisfies Record<string, Bilingual>

export type TextKey = keyof typeof texts
