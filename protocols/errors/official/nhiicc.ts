import { family, type OfficialError } from './official-error.ts'
import { oneOfRange, webComponent } from './source.ts'

const transport = [8003, 8004, 8005, 8007, 8008].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('8003/8004/8005/8007/8008', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `卡片認證傳輸失敗（五種之第 ${index + 1} 種）`, en: `Transport of the card authentication failed, number ${index + 1} of five kinds.` },
  cause: { zh: '認證途中網路或卡片中斷', en: 'Network or card broke off during the authentication.' },
  staff: { zh: '卡片留在讀卡機，重新整理網頁再登入', en: 'Leave the card in, reload the page and log in again.' },
  engineer: { zh: '測試到服務網站的連線，再換讀卡機比較', en: 'Test the connection to the service, then try another reader.' },
}))

const readerAccess = [7002, 7003].map((code, index): OfficialError => ({
  code, retry: 'afterUser', provenance: oneOfRange('7002/7003', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `無法存取讀卡機（${index === 0 ? '一' : '二'}）`, en: `The reader cannot be accessed, kind ${index + 1}.` },
  cause: { zh: '讀卡機未接好，或被另一個程式占用', en: 'The reader is loose, or another program holds it.' },
  staff: { zh: '關閉其他讀卡程式，重新插拔讀卡機', en: 'Close other card programs and reconnect the reader.' },
  engineer: { zh: '找出獨占讀卡機的程式', en: 'Find the program that holds the reader for itself.' },
}))

const basicData = [8010, 8011].map((code, index): OfficialError => ({
  code, retry: 'afterUser', provenance: oneOfRange('8010/8011', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `讀取基本資料失敗（${index === 0 ? '一' : '二'}）`, en: `Reading the basic data failed, kind ${index + 1}.` },
  cause: { zh: '讀取時卡片移動，或資料異常', en: 'The card moved meanwhile, or its data are odd.' },
  staff: { zh: '重新插卡後再讀基本資料', en: 'Insert the card again and read its basic data.' },
  engineer: { zh: '以其他讀卡程式讀同一張卡比較', en: 'Read the same card by another program and compare.' },
}))

const service = [8201, 8202].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('8201/8202', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `服務網站錯誤（${index === 0 ? '一' : '二'}）`, en: `The service reports an error, kind ${index + 1}.` },
  cause: { zh: '服務網站忙碌或異常', en: 'The service is busy or in trouble.' },
  staff: { zh: '過幾分鐘再登入一次', en: 'Log in once more in a few minutes.' },
  engineer: { zh: '其他電腦同樣失敗即為網站問題', en: 'If other PCs fail too, it is the service.' },
}))

const pkcs11 = [8302, 8303, 8306].map((code, index): OfficialError => ({
  code, retry: 'afterRepair', provenance: oneOfRange('8302/8303/8306', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `PKCS#11 錯誤（三種之第 ${index + 1} 種）`, en: `A PKCS#11 error, number ${index + 1} of three kinds.` },
  cause: { zh: '密碼元件未安裝完整', en: 'The cryptographic part is not installed completely.' },
  staff: { zh: '重新啟動電腦；仍出現時停止操作', en: 'Restart the PC; if it comes again, stop there.' },
  engineer: { zh: '移除後重新安裝網路服務元件', en: 'Remove the web component and install it anew.' },
}))

const session = [8304, 8305].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('8304/8305', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `建立安全連線失敗（${index === 0 ? '一' : '二'}）`, en: `The session could not be set up, kind ${index + 1}.` },
  cause: { zh: '與服務網站交換金鑰時中斷', en: 'The exchange of keys with the service broke off.' },
  staff: { zh: '關閉瀏覽器後重新開啟再登入', en: 'Close the browser, open it and log in again.' },
  engineer: { zh: '確認防火牆未攔截元件的對外連線', en: 'See that no firewall stops the component’s connection.' },
}))

const verification = [9001, 9002].map((code, index): OfficialError => ({
  code, retry: 'now', provenance: oneOfRange('9001/9002', '§5.4'), happens: { notYet: 'nhiicc' },
  meaning: { zh: `簽章驗證失敗（${index === 0 ? '一' : '二'}）`, en: `The signature was not verified, kind ${index + 1}.` },
  cause: { zh: '簽章已過時，或內容不符', en: 'The signature is old or of something else.' },
  staff: { zh: '重新整理網頁，再簽一次', en: 'Reload the page and sign once more.' },
  engineer: { zh: '確認網頁送出的亂數沒有重複使用', en: 'See that the page does not use a random number twice.' },
}))

/** The web component with which people log in to NHIA’s pages by their health card. */
export const webComponentErrors = family('nhiicc', { zh: '網路服務元件', en: 'Web component' }, [
  {
    code: 0, severity: 'notice', retry: 'never', provenance: webComponent, happens: { notYet: 'success' },
    meaning: { zh: '成功', en: 'Success.' },
    cause: { zh: '網頁的要求已完成', en: 'What the page asked for is done.' },
    staff: { zh: '不需處理，繼續網頁操作', en: 'Nothing to do; go on with the page.' },
    engineer: { zh: '不需處理，元件運作正常', en: 'Nothing to do; the component works.' },
  },
  {
    code: 4061, retry: 'now', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '無法連線至服務網站', en: 'The service site cannot be reached.' },
    cause: { zh: '電腦沒有網際網路，或被防火牆阻擋', en: 'The PC has no internet, or a firewall is in the way.' },
    staff: { zh: '開啟任一網站，確認網路正常後再試', en: 'Open any web page to see that the network works, then retry.' },
    engineer: { zh: '測試對外 443 埠連線', en: 'Test outgoing connections to port 443.' },
  },
  {
    code: 7001, retry: 'afterRepair', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: 'PC/SC 環境異常', en: 'The PC/SC environment is in trouble.' },
    cause: { zh: '智慧卡服務未啟動', en: 'The smart-card service is not running.' },
    staff: { zh: '重新啟動電腦後再讀卡', en: 'Restart the PC, then read the card.' },
    engineer: { zh: '啟動智慧卡服務並設為自動', en: 'Start the smart-card service and make it automatic.' },
  },
  ...readerAccess,
  {
    code: 7004, retry: 'afterUser', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '未插入健保卡，或無法選取卡片應用程式', en: 'No health card is inserted, or its applet cannot be selected.' },
    cause: { zh: '卡片沒插好，或插的不是健保卡', en: 'The card sits badly, or is another card.' },
    staff: { zh: '晶片朝上重新插入健保卡', en: 'Insert the health card again, chip up.' },
    engineer: { zh: '換一張健保卡，區分卡片與讀卡機', en: 'Try another health card to tell card from reader.' },
  },
  {
    code: 8001, retry: 'afterUser', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '卡片讀取錯誤', en: 'The card could not be read.' },
    cause: { zh: '晶片髒污或接觸不良', en: 'The chip is dirty or has bad contact.' },
    staff: { zh: '擦拭晶片，重新插卡讀取', en: 'Wipe the chip, insert the card again and read.' },
    engineer: { zh: '清潔讀卡機接點', en: 'Clean the contacts of the reader.' },
  },
  {
    code: 8002, retry: 'afterUser', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '亂數錯誤', en: 'A random number failed.' },
    cause: { zh: '卡片或元件沒有給出可用的亂數', en: 'Card or component gave none that can be used.' },
    staff: { zh: '重新插卡，再操作一次', en: 'Insert the card again and repeat.' },
    engineer: { zh: '確認網頁送出的亂數長度正確', en: 'See that the page sends one of the right length.' },
  },
  ...transport,
  {
    code: 8006, retry: 'never', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '卡片表示無法認證', en: 'The card says that it cannot authenticate.' },
    cause: { zh: '卡片已註銷、鎖定或過舊', en: 'The card is cancelled, locked or too old.' },
    staff: { zh: '換一種登入方式，並請持卡人確認卡片', en: 'Log in another way; the owner has the card checked.' },
    engineer: { zh: '用另一張健保卡確認元件正常', en: 'Use another health card to see that the component works.' },
  },
  {
    code: 8009, retry: 'afterUser', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '密碼長度不符（6 至 12 碼）', en: 'The password has not 6 to 12 characters.' },
    cause: { zh: '輸入的密碼太短或太長', en: 'What was entered is too short or too long.' },
    staff: { zh: '重新輸入 6 至 12 碼的密碼', en: 'Enter a password of 6 to 12 characters.' },
    engineer: { zh: '確認網頁未夾帶空白字元', en: 'See that the page adds no blanks.' },
  },
  ...basicData,
  {
    code: 8013, retry: 'afterUser', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '無法使用健保卡（沒有讀卡機或卡片）', en: 'The health card cannot be reached: no reader or no card.' },
    cause: { zh: '讀卡機未接上或卡片未插入', en: 'The reader is not connected or the card not inserted.' },
    staff: { zh: '接上讀卡機並插入健保卡', en: 'Connect the reader and insert the health card.' },
    engineer: { zh: '確認作業系統列出讀卡機', en: 'See that the operating system lists the reader.' },
  },
  ...service, ...pkcs11, ...session, ...verification,
  {
    code: 9999, retry: 'never', provenance: webComponent, happens: { notYet: 'nhiicc' },
    meaning: { zh: '不認得的命令', en: 'An unknown command.' },
    cause: { zh: '網頁與元件的版本不同', en: 'Page and component are of different versions.' },
    staff: { zh: '更新網路服務元件後再試', en: 'Update the web component, then try again.' },
    engineer: { zh: '比對元件版本與網頁送出的命令', en: 'Compare the version with the command that the page sends.' },
  },
])
