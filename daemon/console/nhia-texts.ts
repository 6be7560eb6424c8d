import type { Bilingual } from '#protocols/bilingual'

/** Texts of NHIA's sites, the doors and what waits: the part of the console's table that their panel shows. */
export const nhiaTexts = {
  'nhia.title': { zh: '健保署連線', en: 'NHIA' },
  'nhia.none': { zh: '沒有設定健保署站台，本服務不會與外界連線。', en: 'No site of NHIA is configured: nobody outside this PC is contacted.' },
  'nhia.notYet': { zh: '還沒有詢問過健保署。', en: 'NHIA was not asked yet.' },
  'nhia.site': { zh: '站台 {number}', en: 'Site {number}' },
  'nhia.state.up': { zh: '正常', en: 'Answers' },
  'nhia.state.down': { zh: '中斷', en: 'Down' },
  'nhia.state.unknown': { zh: '尚未詢問', en: 'Not asked yet' },
  'nhia.since': { zh: '自 {time} 起', en: 'Since {time}' },
  'nhia.answered': { zh: '，最後回應 {time}', en: ', last answer {time}' },
  'nhia.reason.refused': { zh: '站台拒絕連線', en: 'The site refuses connections.' },
  'nhia.reason.timeout': { zh: '站台沒有在時限內回應', en: 'The site does not answer in time.' },
  'nhia.reason.certificate': { zh: '站台的憑證無法信任', en: 'The certificate of the site cannot be trusted.' },
  'nhia.reason.protocol': { zh: '回應的不是健保署的系統', en: 'What answers is not NHIA’s system.' },
  'nhia.reason.network': { zh: '網路無法到達站台', en: 'There is no way to the site in the network.' },
  'nhia.remedy.refused': {
    zh: '請確認健保 VPN 已連線；若已連線，站台可能在維護，恢復後會自動使用。',
    en: 'Check that the VPN of NHIA is connected. If it is, the site may be in maintenance; it is used again by itself.',
  },
  'nhia.remedy.timeout': {
    zh: '請確認健保 VPN 已連線、網路沒有壅塞；恢復後會自動使用。',
    en: 'Check that the VPN of NHIA is connected and the line is not overloaded. It is used again by itself.',
  },
  'nhia.remedy.certificate': {
    zh: '請先確認這台電腦的日期與時間，再確認健保 VPN 沒有接到別處；仍無法信任時請洽資訊廠商。憑證不會被略過。',
    en: 'Check date and time of this PC, then that the VPN leads to NHIA; if it stays, ask your IT service. '
      + 'A certificate is never ignored.',
  },
  'nhia.remedy.protocol': {
    zh: '可能有代理伺服器或登入頁面在中間攔截，請確認健保 VPN 與網路設定，或洽資訊廠商。',
    en: 'A proxy or a login page may stand in between: check the VPN and the network settings, or ask your IT service.',
  },
  'nhia.remedy.network': {
    zh: '請確認網路線與健保 VPN 已連線；恢復後會自動使用。',
    en: 'Check the network cable and that the VPN of NHIA is connected. It is used again by itself.',
  },
  'nhia.allDown': {
    zh: '健保署站台目前都無法使用：需要健保署的作業無法完成，其他讀卡功能照常。',
    en: 'No site of NHIA can be reached: what needs NHIA fails for now, and the rest goes on.',
  },
  'nhia.clock.slow': { zh: '這台電腦的時鐘比健保署慢 {minutes} 分鐘', en: 'The clock of this PC is {minutes} minutes behind NHIA’s.' },
  'nhia.clock.fast': { zh: '這台電腦的時鐘比健保署快 {minutes} 分鐘', en: 'The clock of this PC is {minutes} minutes ahead of NHIA’s.' },
  'nhia.clock.remedy': {
    zh: '請確認這台電腦的日期與時間，並開啟自動對時；時間差太多時健保署可能拒絕簽章。若電腦的時間正確，請通知健保署。',
    en: 'Check date and time of this PC and let it set them by itself: NHIA may refuse what is signed at another time. '
      + 'If they are right, tell NHIA.',
  },

  'service.title': { zh: '服務', en: 'Service' },
  'service.door.cs6': { zh: '控制軟體 6.0 介面', en: 'Door of control software 6.0' },
  'service.door.state.off': { zh: '未開啟', en: 'Off' },
  'service.door.state.opening': { zh: '開啟中', en: 'Opening' },
  'service.door.state.open': { zh: '已開啟', en: 'Open' },
  'service.door.state.portTaken': { zh: '連接埠被占用', en: 'Port taken' },
  'service.door.state.failing': { zh: '異常', en: 'Failing' },
  'service.door.portTaken': {
    zh: '連接埠已被其他程式使用，可能是官方控制軟體。關閉該程式後本介面會自行開啟；也可改用其他連接埠。',
    en: 'Another program has the port, perhaps the official console. The door opens by itself once that has ended; or choose another port.',
  },
  'service.door.failing': { zh: '原因記錄在服務的日誌中。', en: 'The log of the service says why.' },
  'service.door.port': { zh: '連接埠 {port}', en: 'Port {port}' },
  'service.door.certificate': { zh: '憑證有效至 {time}，到期前自動更新', en: 'Certificate until {time}; it is renewed by itself before' },
  'service.store': { zh: '就醫日誌', en: 'Journal of visits' },
  'service.store.state.ok': { zh: '正常', en: 'In order' },
  'service.store.state.full': { zh: '磁碟已滿', en: 'Disk full' },
  'service.store.state.rebuilt': { zh: '曾損壞，已重建', en: 'Was damaged, rebuilt' },
  'service.store.state.unavailable': { zh: '無法使用', en: 'Unavailable' },
  'service.store.state.closed': { zh: '尚未開啟', en: 'Not opened yet' },
  'service.store.key.systemd credential': { zh: '金鑰：systemd 憑證', en: 'Key from a systemd credential' },
  'service.store.key.keyring': { zh: '金鑰：系統鑰匙圈', en: 'Key from the system’s keyring' },
  'service.store.key.file': { zh: '金鑰：檔案', en: 'Key from a file' },
  'service.store.key.given': { zh: '金鑰：由啟動本服務的程式提供', en: 'Key from the program that runs this service' },
  'service.store.pending': { zh: '待處理的就醫：{pending}', en: 'Visits that wait: {pending}' },
  'service.store.full': {
    zh: '已開始的就醫仍可完成，新的就醫會被拒絕。請釋出磁碟空間；完成後會自動恢復。',
    en: 'Visits that were begun can be finished, new ones are refused. Make room on the disk; the service goes on by itself then.',
  },
  'service.store.rebuilt': {
    zh: '可讀的紀錄都已保留，損壞的檔案另存於 quarantine。請停止服務後執行 nhicard store check，查看遺失哪些。',
    en: 'All that could be read was kept, and the damaged file is in quarantine. Stop the service and run nhicard store check: it '
      + 'names what was lost.',
  },
  'service.store.unavailable': {
    zh: '不能取號與寫卡，讀卡照常。請確認磁碟空間與金鑰，再停止服務執行 nhicard store check。',
    en: 'No number is taken and nothing is written to cards; reading goes on. See that the disk has room and the key is there, then stop '
      + 'the service and run nhicard store check.',
  },
  'service.waiting': { zh: '等待讀卡機的作業：{waiting}', en: 'Calls waiting for a reader: {waiting}' },

  'event.nhia.changed.answers': { zh: '健保署站台有回應', en: 'NHIA answers.' },
  'event.nhia.changed.someDown': { zh: '健保署有站台中斷，改用其他站台', en: 'A site of NHIA is down; another is asked.' },
  'event.nhia.changed.allDown': { zh: '健保署站台都中斷', en: 'Every site of NHIA is down.' },
  'event.nhia.changed.clockWrong': { zh: '這台電腦與健保署的時鐘不一致', en: 'The clocks of this PC and of NHIA differ.' },
} as const satisfies Record<string, Bilingual>
