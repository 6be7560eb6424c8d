import { codeTableErrors } from './code-tables.ts'
import { row, type ErrorRow } from './error-row.ts'
import { storeErrors } from './store.ts'
import { threeCardErrors } from './three-cards.ts'
import { visitErrors } from './visits.ts'

export type { ErrorRow, Retry } from './error-row.ts'

/** Errors that are ours, not NHIA's. Official codes live in a table of their own. */
export const ownErrors = {
  // JSON-RPC 2.0 §5.1
  JSON_MALFORMED: row({
    rpc: -32700, http: 400, retry: 'never',
    message: { zh: '收到的內容不是有效的 JSON', en: 'The message is not valid JSON.' },
    remedy: { zh: '請檢查程式送出的內容', en: 'Check what the program sends.' },
  }),
  REQUEST_INVALID: row({
    rpc: -32600, http: 400, retry: 'never',
    message: { zh: '不是有效的 JSON-RPC 2.0 要求：{why}', en: 'Not a valid JSON-RPC 2.0 request: {why}' },
    remedy: { zh: '請依 JSON-RPC 2.0 格式送出', en: 'Send a JSON-RPC 2.0 request object.' },
  }),
  METHOD_UNKNOWN: row({
    rpc: -32601, http: 404, retry: 'never',
    message: { zh: '沒有 {method} 這個方法', en: 'There is no method {method}.' },
    remedy: { zh: '方法清單請見 /openrpc.json', en: 'The methods are listed at /openrpc.json.' },
  }),
  PARAMS_INVALID: row({
    rpc: -32602, http: 400, retry: 'never',
    message: { zh: '{method} 的參數不正確：{why}', en: 'Wrong parameters for {method}: {why}' },
    remedy: { zh: '請對照 /openrpc.json 的參數說明', en: 'Compare with the parameters at /openrpc.json.' },
  }),
  INTERNAL_FAILED: row({
    rpc: -32603, http: 500, retry: 'now',
    message: { zh: '服務內部發生錯誤（追蹤碼 {trace}）', en: 'Something failed inside the service (trace {trace}).' },
    remedy: { zh: '請將追蹤碼提供給維護人員', en: 'Give the trace id to whoever maintains this PC.' },
  }),
  // requests
  REQUEST_TOO_LARGE: row({
    rpc: -32001, http: 413, retry: 'never',
    message: { zh: '內容超過 {limit} 位元組上限', en: 'The message is larger than {limit} bytes.' },
    remedy: { zh: '請分批送出', en: 'Send it in parts.' },
  }),
  FRAME_BINARY: row({
    rpc: -32002, http: 400, retry: 'never',
    message: { zh: '只接受文字訊框', en: 'Binary frames are not accepted.' },
    remedy: { zh: '請以文字訊框傳送 JSON', en: 'Send JSON in text frames.' },
  }),
  API_VERSION_UNSUPPORTED: row({
    rpc: -32003, http: 409, retry: 'afterRepair',
    message: {
      zh: '用戶端支援 API {clientMin}–{clientMax}，服務支援 {min}–{max}',
      en: 'The client speaks API {clientMin} to {clientMax}, the service {min} to {max}.',
    },
    remedy: { zh: '請更新較舊的一方', en: 'Update the older of the two.' },
  }),
  SUBSCRIPTION_UNSUPPORTED: row({
    rpc: -32004, http: 400, retry: 'never',
    message: { zh: '事件訂閱需要 WebSocket 連線', en: 'Events need a WebSocket connection.' },
    remedy: { zh: '請連線至 ws://127.0.0.1:{port}/rpc', en: 'Connect to ws://127.0.0.1:{port}/rpc.' },
  }),
  SIMULATION_REQUIRED: row({
    rpc: -32005, http: 409, retry: 'never',
    message: { zh: '{method} 只在模擬模式提供', en: '{method} exists in simulation only.' },
    remedy: { zh: '請以 nhicard start --simulate 啟動', en: 'Start with nhicard start --simulate.' },
  }),
  DEADLINE_PASSED: row({
    rpc: -32006, http: 504, retry: 'now',
    message: { zh: '{step} 逾時', en: '{step} took too long.' },
    remedy: { zh: '請再試一次；若一再發生請檢查讀卡機', en: 'Try again; if it keeps happening, check the reader.' },
  }),
  CALLER_GONE: row({
    rpc: -32009, http: 499, retry: 'never',
    message: { zh: '等候 {reader} 時要求者已離線', en: 'The caller went away while waiting for {reader}.' },
    remedy: { zh: '無需處理', en: 'Nothing needs to be done.' },
  }),
  STATE_UNWRITABLE: row({
    rpc: -32016, http: 503, retry: 'afterRepair',
    message: { zh: '無法寫入狀態目錄，為避免混淆病人，暫停讀卡', en: 'The state directory cannot be written; cards are not read, lest patients be confused.' },
    remedy: { zh: '請檢查磁碟空間與狀態目錄權限，修復後會自動恢復', en: 'Check free disk space and the rights of the state directory; it recovers by itself.' },
  }),
  // admission
  CREDENTIAL_MISSING: row({
    rpc: -32007, http: 401, retry: 'afterRepair',
    message: { zh: '缺少或不正確的憑證', en: 'The token or session secret is missing or wrong.' },
    remedy: {
      zh: '本機程式請使用狀態目錄中的 token；網頁主控台請執行 npx --no nhicard console 取得連結',
      en: 'Local programs use the token in the state directory; for the console run npx --no nhicard console.',
    },
  }),
  PAGE_REFUSED: row({
    rpc: -32070, http: 403, retry: 'never',
    message: { zh: '網頁不得呼叫 {method}', en: 'A web page may not call {method}.' },
    remedy: { zh: '請由本機程式以 token 呼叫', en: 'Call it from a program on this PC, with the token.' },
  }),
  // the command line
  DAEMON_UNREACHABLE: row({
    rpc: -32008, http: 503, retry: 'afterRepair',
    message: { zh: '沒有執行中的服務（狀態目錄 {path}）', en: 'No daemon runs with the state directory {path}.' },
    remedy: {
      zh: '請執行 npx --no nhicard start，或以 NHICARD_STATE_DIR 指定其狀態目錄',
      en: 'Run npx --no nhicard start, or name its state directory in NHICARD_STATE_DIR.',
    },
  }),
  // readers
  READER_UNKNOWN: row({
    rpc: -32010, http: 404, retry: 'afterUser',
    message: { zh: '沒有讀卡機 {reader}', en: 'There is no reader {reader}.' },
    remedy: { zh: '請用 readers.list 查詢現有讀卡機', en: 'Ask readers.list which readers there are.' },
  }),
  READER_AMBIGUOUS: row({
    rpc: -32011, http: 409, retry: 'never',
    message: { zh: '有多台讀卡機符合，請指定 reader：{readers}', en: 'More than one reader fits, name one: {readers}' },
    remedy: { zh: '請在參數中加入 reader', en: 'Add the parameter reader.' },
  }),
  READER_ABSENT: row({
    rpc: -32012, http: 409, retry: 'afterUser',
    message: { zh: '目前沒有任何讀卡機', en: 'No reader is connected.' },
    remedy: { zh: '請接上讀卡機，並確認其驅動程式與 PC/SC 服務', en: 'Connect a reader; check its driver and the PC/SC service.' },
  }),
  READER_LOST: row({
    rpc: -32013, http: 409, retry: 'afterUser',
    message: { zh: '{step} 進行中，讀卡機 {reader} 離線', en: 'Reader {reader} was lost during {step}.' },
    remedy: { zh: '請重新接上讀卡機，服務會自動恢復', en: 'Reconnect the reader; the service recovers by itself.' },
  }),
  READER_BUSY: row({
    rpc: -32014, http: 503, retry: 'now',
    message: { zh: '讀卡機 {reader} 正被其他程式獨占，或等候的要求過多', en: 'Reader {reader} is held by another program or has too many calls waiting.' },
    remedy: { zh: '請關閉獨占讀卡機的程式後再試', en: 'Close the program that holds the reader, then try again.' },
  }),
  READER_FAILED: row({
    rpc: -32015, http: 502, retry: 'now',
    message: { zh: '{step} 時讀卡機 {reader} 回報錯誤（{scard}）', en: 'Reader {reader} reported {scard} during {step}.' },
    remedy: { zh: '請再試一次；若一再發生請更換讀卡機或連接埠', en: 'Try again; if it keeps happening, change the reader or the port.' },
  }),
  // cards
  CARD_ABSENT: row({
    rpc: -32020, http: 409, retry: 'afterUser',
    message: { zh: '讀卡機 {reader} 中沒有卡片', en: 'There is no card in {reader}.' },
    remedy: { zh: '請插入卡片', en: 'Insert the card.' },
  }),
  CARD_REMOVED: row({
    rpc: -32021, http: 409, retry: 'afterUser',
    message: { zh: '{step} 進行中，卡片離開 {reader}', en: 'The card left {reader} during {step}.' },
    remedy: { zh: '請重新插入卡片後再讀取', en: 'Insert the card again, then read again.' },
  }),
  CARD_CHANGED: row({
    rpc: -32022, http: 409, retry: 'now',
    message: { zh: '{step} 時 {reader} 中的卡片已更換或被重置', en: 'The card in {reader} was changed or reset during {step}.' },
    remedy: { zh: '請重新讀取，勿使用先前的資料', en: 'Read again; do not use earlier data.' },
  }),
  CARD_SILENT: row({
    rpc: -32023, http: 502, retry: 'afterUser',
    message: { zh: '{step} 時 {reader} 中的卡片沒有回應', en: 'The card in {reader} does not answer ({step}).' },
    remedy: { zh: '請確認卡片方向、擦拭晶片後重新插入', en: 'Check which way round the card is, wipe the chip, insert it again.' },
  }),
  CARD_UNRECOGNISED: row({
    rpc: -32024, http: 409, retry: 'afterUser',
    message: { zh: '{reader} 中不是健保卡（{step} 回應 {sw}）', en: 'The card in {reader} is not an NHI card ({step} answered {sw}).' },
    remedy: { zh: '請插入健保卡', en: 'Insert an NHI card.' },
  }),
  RECORD_MALFORMED: row({
    rpc: -32025, http: 502, retry: 'afterUser',
    message: {
      zh: '{reader} 中卡片的資料無法採用：{step} 回應 {sw}，欄位 {field}（{why}）',
      en: 'The card in {reader} gave an unusable record: {step} answered {sw}, field {field} ({why}).',
    },
    remedy: { zh: '請重新插入再讀；若仍相同，請病人至健保署換發卡片', en: 'Insert the card again; if it stays so, the patient needs a new card from NHIA.' },
  }),
  PIN_PAD_ABSENT: row({
    rpc: -32028, http: 409, retry: 'never',
    message: { zh: '讀卡機 {reader} 沒有可用的 PIN 鍵盤', en: 'Reader {reader} has no PIN pad that can be used.' },
    remedy: { zh: '請改用有鍵盤的讀卡機，或在電腦上輸入', en: 'Use a reader with a pad, or enter the PIN at the PC.' },
  }),
  PIN_TIMEOUT: row({
    rpc: -32029, http: 408, retry: 'afterUser',
    message: { zh: '在讀卡機 {reader} 上輸入 PIN 逾時', en: 'The PIN was not entered at {reader} in time.' },
    remedy: { zh: '請再試一次並於時限內輸入', en: 'Try again and enter it in time.' },
  }),
  PIN_CANCELLED: row({
    rpc: -32030, http: 409, retry: 'afterUser',
    message: { zh: '已在讀卡機 {reader} 上取消輸入 PIN', en: 'PIN entry was cancelled at {reader}.' },
    remedy: { zh: '需要時請重新開始', en: 'Begin again when wanted.' },
  }),
  PINS_DIFFER: row({
    rpc: -32050, http: 409, retry: 'afterUser',
    message: {
      zh: '在讀卡機 {reader} 上兩次輸入的新 PIN 碼不同，卡片未變更',
      en: 'The new PIN was entered at {reader} twice and not alike; the card is as it was.',
    },
    remedy: { zh: '請再試一次，兩次輸入相同的新 PIN 碼', en: 'Try again and enter the same new PIN twice.' },
  }),
  PIN_NOT_CHANGED: row({
    rpc: -32053, http: 502, retry: 'afterUser',
    message: { zh: '{reader} 中的卡片未接受 PIN 碼的變更', en: 'The card in {reader} did not take the change of its PIN.' },
    remedy: { zh: '請重新插入卡片再試；若仍相同，請換發卡片', en: 'Insert the card again and try once more; if it stays so, the card needs to be replaced.' },
  }),
  SCANNER_ABSENT: row({
    rpc: -32031, http: 409, retry: 'afterUser',
    message: { zh: '目前沒有掃描器', en: 'No scanner is connected.' },
    remedy: { zh: '請接上掃描器並設為 HID-POS 或序列埠模式', en: 'Connect a scanner and set it to HID-POS or serial mode.' },
  }),
  CARD_UNKNOWN: row({
    rpc: -32026, http: 404, retry: 'never',
    message: { zh: '模擬診所沒有卡片 {card}', en: 'The simulated clinic has no card {card}.' },
    remedy: { zh: '請用 simulator.state 查詢卡片', en: 'Ask simulator.state which cards there are.' },
  }),
  READER_OCCUPIED: row({
    rpc: -32027, http: 409, retry: 'afterUser',
    message: { zh: '{reader} 中已有卡片', en: 'There is a card in {reader} already.' },
    remedy: { zh: '請先取出卡片', en: 'Remove the card first.' },
  }),
  ...threeCardErrors,
  ...codeTableErrors,
  ...visitErrors,
  ...storeErrors,
} as const satisfies Record<string, ErrorRow>

export type OwnErrorName = keyof typeof ownErrors
