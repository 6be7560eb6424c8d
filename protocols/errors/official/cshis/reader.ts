import { family } from '../official-error.ts'
import { laterClients, manual } from '../source.ts'

/** The reader, its port and its program. */
export const readerErrors = family('csHIS', { zh: '讀卡機與連接埠', en: 'Reader and port' }, [
  {
    code: 0, severity: 'notice', retry: 'never', provenance: manual, happens: { notYet: 'success' },
    meaning: { zh: '成功', en: 'Success.' },
    cause: { zh: '要求的動作已完成', en: 'What was asked for is done.' },
    staff: { zh: '不需處理，可繼續作業', en: 'Nothing to do; carry on.' },
    engineer: { zh: '不需處理；0 只代表本次呼叫成功', en: 'Nothing to do; 0 speaks of this one call only.' },
  },
  {
    code: -1, retry: 'afterRepair', provenance: manual, happens: { by: ['function.csOpenCom', 'function.csCloseCom'] },
    meaning: { zh: '連接埠開啟或關閉失敗', en: 'The port could not be opened or closed.' },
    cause: { zh: '連接埠號設錯、線未接，或另一個程式占用中', en: 'The port number is wrong, the cable is off, or another program holds it.' },
    staff: { zh: '關閉其他讀卡程式，檢查讀卡機接線後再試', en: 'Close other card programs, check the cable of the reader, try again.' },
    engineer: {
      zh: '核對設定的埠號（0 為 COM1）與裝置管理員所見，並找出占用者', en: 'Compare the set port (0 is COM1) with the device manager; find who holds it.',
    },
  },
  {
    code: 4000, retry: 'now', provenance: manual,
    native: [
      'READER_ABSENT', 'READER_LOST', 'READER_FAILED', 'READER_BUSY', 'CARD_SILENT', 'DEADLINE_PASSED', 'PIN_PAD_ABSENT', 'PIN_TIMEOUT',
    ],
    happens: {
      by: [
        'samIdc.samSilent', 'card.cardSilent', 'card.samSilent', 'role.hcSilent', 'role.hpcSilent', 'pin.cardSilent',
        'pin.personSilent',
      ],
    },
    meaning: { zh: '讀卡機逾時', en: 'The reader did not answer in time.' },
    cause: {
      zh: '卡片沒插好、晶片髒污、接線鬆脫，或未在時限內輸入 PIN 碼',
      en: 'A card sits badly, its chip is dirty, a cable is loose, or no PIN was entered in time.',
    },
    staff: { zh: '取出卡片、擦拭晶片後重新插卡再試', en: 'Take the card out, wipe its chip, insert it again and try once more.' },
    engineer: { zh: '換線、換連接埠、換一張卡比對；仍逾時則更換讀卡機', en: 'Try another cable, port and card; if it still times out, replace the reader.' },
  },
  {
    code: 5005, retry: 'now', provenance: manual, happens: { notYet: 'pcKeepsTime' },
    meaning: { zh: '讀取讀卡機日期時間失敗', en: 'The date and time of the reader could not be read.' },
    cause: { zh: '讀卡機時鐘尚未設定，或讀卡機沒有回應', en: 'The clock of the reader is not set, or the reader does not answer.' },
    staff: { zh: '重新執行安全模組認證，讓讀卡機校時', en: 'Authenticate the security module again, which sets the clock.' },
    engineer: { zh: '認證後時間仍不對，檢查讀卡機電池', en: 'If the time is still wrong afterwards, look at the battery of the reader.' },
  },
  {
    code: 9056, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'hcaCertificates' },
    meaning: { zh: '憑證或讀卡機未安裝', en: 'A certificate or the reader is not installed.' },
    cause: { zh: '電腦上缺少憑證元件，或讀卡機驅動程式未安裝', en: 'The PC lacks the certificate component or the driver of the reader.' },
    staff: { zh: '確認讀卡機燈號亮起；不亮請插緊接頭', en: 'See that the lamp of the reader is lit; if not, push the plug in.' },
    engineer: { zh: '安裝讀卡機驅動程式與憑證元件後重新啟動電腦', en: 'Install the driver and the certificate component, then restart the PC.' },
  },
  {
    code: 9204, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'toldAs4000' },
    native: ['READER_ABSENT', 'READER_FAILED'],
    meaning: { zh: '找不到讀卡機或 PC/SC 異常', en: 'No reader was found, or PC/SC is out of order.' },
    cause: { zh: '讀卡機未接上，或智慧卡服務停止', en: 'The reader is not connected, or the smart-card service has stopped.' },
    staff: { zh: '重新插拔讀卡機的 USB 接頭後再試', en: 'Pull the USB plug of the reader, put it back and try again.' },
    engineer: { zh: '檢查智慧卡服務是否執行、裝置是否列出', en: 'See whether the smart-card service runs and the device is listed.' },
  },
  {
    code: 9205, retry: 'afterRepair', provenance: laterClients, happens: { notYet: 'toldAsMinus1' },
    meaning: { zh: '開啟讀卡機連接埠失敗', en: 'The port of the reader could not be opened.' },
    cause: { zh: '連接埠被占用，或設定與實際接線不符', en: 'The port is in use, or the setting does not match the wiring.' },
    staff: { zh: '關閉所有讀卡程式，只開一個再試', en: 'Close all card programs, open a single one and try again.' },
    engineer: { zh: '重新指定連接埠；轉接線需確認驅動程式', en: 'Assign the port anew; with an adapter cable check its driver.' },
  },
  {
    code: 9240, retry: 'afterUser', provenance: laterClients, happens: { notYet: 'csHisDll' },
    meaning: { zh: '控制軟體主控台（csfsim）未執行', en: 'The console of the control software (csfsim) is not running.' },
    cause: { zh: '開機後主控台沒有啟動，或被關閉', en: 'It was not started with the PC, or somebody closed it.' },
    staff: { zh: '開啟桌面上的健保控制軟體後再試', en: 'Start the NHI control software and try again.' },
    engineer: { zh: '把主控台設為開機自動啟動，並查看防毒軟體是否攔截', en: 'Let it start with the PC; see whether an antivirus program stops it.' },
  },
  {
    code: 9999, retry: 'afterUser', provenance: laterClients, happens: { notYet: 'toldAs4014' },
    meaning: { zh: '沒有醫事人員卡讀卡機', en: 'There is no reader for the professional card.' },
    cause: { zh: '第二台讀卡機未接上或未被選用', en: 'The second reader is not connected or not chosen.' },
    staff: { zh: '接上放醫事人員卡的讀卡機後再試', en: 'Connect the reader that holds the professional card and try again.' },
    engineer: { zh: '在設定中指定哪一台讀醫事人員卡', en: 'Set which reader is for the professional card.' },
  },
])
