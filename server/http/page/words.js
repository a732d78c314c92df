import { CLAIM_WORDS } from "./claim-words.js";
import { RECONCILIATION_WORDS } from "./reconciliation-words.js";

/** Every word of the page, in Chinese and English. What the server tells in both languages is not repeated here. */
const WORDS = {
  question: ["这盒药从哪里来？", "Where has this pack been?"],
  skip: ["跳到追溯码输入框", "Skip to the trace code"],
  docs: ["接口文档", "API reference"],
  headTitle: ["账本现状", "The ledger now"],
  block: ["区块", "Block"],
  hash: ["区块哈希", "Block hash"],
  lag: ["索引落后", "Index lag"],
  lagBlocks: ["{0} 个区块", "{0} blocks"],
  node: ["出块者", "Who makes blocks"],
  nodeEmbedded: ["内嵌节点：单一运营者", "Embedded node: a single operator"],
  nodeConsortium: ["联盟各机构", "The consortium's institutions"],
  noChain: [
    "链没有应答；下面的内容截至索引所见的区块。",
    "The chain does not answer; what is shown stands as of the index.",
  ],
  noServer: ["服务器没有应答。", "The server does not answer."],
  codeLabel: ["追溯码（扫码或按盒上所印输入）", "Trace code (scan it, or type it as printed)"],
  keyLabel: ["访问密钥", "API key"],
  keyNote: ["只保存在本标签页，关闭即清除。", "Kept in this tab only, and gone when it closes."],
  trace: ["追溯", "Trace"],
  limits: [
    "账本证明谁在何时记录了什么；它不证明盒中药品的真假，也不显示任何人的身份。",
    "The ledger proves who recorded what and when; not that what is in the box is genuine, nor who anybody is.",
  ],
  empty: [
    "输入一盒药的追溯码，看它由谁生产、经过谁的手、在哪里发出。",
    "Enter a pack's trace code to see who made it, whose hands it passed and where it was dispensed.",
  ],
  loading: ["正在查询……", "Looking …"],
  story: ["经过", "What happened"],
  proofs: ["凭证", "Proofs"],
  product: ["药品", "Product"],
  batch: ["批号", "Batch"],
  maker: ["生产企业", "Maker"],
  goodThrough: ["有效期至", "Good through"],
  holder: ["现在何处", "In whose hands"],
  unitsLeft: ["剩余", "Left"],
  ofUnits: ["{0} / {1} {2}", "{0} of {1} {2}"],
  declaredBy: ["申报机构", "Declared by"],
  provenance: ["来源", "Provenance"],
  "provenance:maker": ["生产企业登记", "its maker's manifest"],
  "provenance:declared": ["申报库存，无生产企业追溯", "declared stock, without its maker's trace"],
  "holder:held": ["在库", "held"],
  "holder:in-transit": ["在途，尚未收货", "in transit, not received"],
  "holder:disputed": ["有争议", "disputed"],
  "holder:lost": ["已丢失", "lost"],
  recalled: ["已召回", "Recalled"],
  quarantined: ["已暂停", "In quarantine"],
  released: ["解除暂停", "Released"],
  frozen: ["已冻结", "Frozen"],
  decommissioned: ["已报损", "Written off"],
  leftHands: ["已转出", "Passed on"],
  withdrawn: ["撤回", "Withdrawn"],
  disputed: ["争议", "Disputed"],
  reversed: ["退药", "Taken back"],
  answered: ["领药人答复", "Person's answer"],
  checkTitle: ["我手里的这盒药", "The box in my hand"],
  checkNote: [
    "不用登录，也不用说您是谁。小票上的凭证码只核对那一次发药。",
    "No login, and you need not say who you are. The receipt's token asks about that one dispense only.",
  ],
  checkCode: ["盒上的追溯码", "Code on the box"],
  checkToken: ["小票凭证码（可不填）", "Token on the receipt (may be left out)"],
  check: ["查验", "Check"],
  isReceipt: ["就是这张小票发出的", "Handed over by this receipt"],
  notReceipt: ["凭证码与这盒药不符", "The token is not of a receipt for this box"],
  dispensedAt: ["发药时间", "Dispensed"],
  dispensedBy: ["发药机构", "Dispensed by"],
  gone: ["已发出", "Dispensed"],
  opened: ["已拆零", "Opened"],
  whole: ["未发出", "Not dispensed"],
  lastHolder: ["最后经手", "Last in the hands of"],
  nth: ["第 {0} 盒，共 {1} 盒", "No. {0} of {1}"],
  asOf: ["截至区块 {0}", "As of block {0}"],
  noBlock: ["不在链上", "in no block"],
  step: ["步骤", "Step"],
  transaction: ["交易", "Transaction"],
  recordedAt: ["入账时间", "Recorded"],
  code: ["追溯码", "Trace code"],
  pack: ["本批序号", "In its batch"],
  didYouMean: ["是否想输入：", "Did you mean: "],
  requestId: ["请求编号", "Request id"],
  made: ["生产入账", "Batch opened"],
  sealed: ["批次封账", "Batch sealed"],
  shipped: ["发货", "Shipped"],
  received: ["收货", "Received"],
  dispensed: ["发药", "Dispensed"],
  "code:unauthenticated": ["密钥无效或已吊销。", "The key is not valid, or was revoked."],
  "code:role-not-permitted": ["这把密钥无权查询。", "This key may not ask that."],
  "code:not-found": ["没有您可以看到的这盒药。", "There is no such pack that you may see."],
  "code:trace-code-unknown": ["没有任何生产企业登记过这个追溯码。", "No maker put this code on the ledger."],
  "code:trace-code-malformed": ["这不是追溯码。", "This is not a trace code."],
  "code:product-barcode-scanned": [
    "这是商品码，不是追溯码：每盒都一样。",
    "This is the product's barcode: it is alike on every box.",
  ],
  "code:could-not-look": [
    "没能查到：本服务器缺少所需资料。这不等于“没有”。",
    "Could not look: this server lacks something it needs. That is not a “no”.",
  ],
  "code:rate-limited": ["查询太频繁，请稍后再试。", "Too many requests; try again shortly."],
  "fault:empty": ["空白", "nothing was scanned"],
  "fault:too-long": ["太长", "too long"],
  "fault:excel": ["被表格软件改成了科学计数", "a spreadsheet turned it into a number"],
  "fault:input-method": ["输入法改了符号", "an input method changed signs"],
  "fault:several-codes": ["几个码连在一起", "several codes as one"],
  "fault:barcode-glued": ["粘了商品条码", "a barcode glued to it"],
  "fault:invisible-character": ["含看不见的字符", "an invisible character"],
  "fault:full-width": ["全角数字", "full-width digits"],
  "fault:space": ["含空格", "a space"],
  "fault:hyphen": ["含连字符", "a hyphen"],
  "fault:letter-for-digit": ["数字误作字母", "a letter for a digit"],
  "fault:scanned-twice": ["扫了两次", "scanned twice"],
  "fault:digit-lost": ["少了一位", "a digit is missing"],
  "fault:digit-added": ["多了一位", "a digit too many"],
  "fault:first-digit": ["首位不是 8", "does not begin with 8"],
  "fault:product-barcode": ["商品条码", "a product's barcode"],
  "fault:case-label": ["大包装标签", "the label of a case"],
  "fault:check-digit": ["校验位不符", "the check digit is wrong"],
  "fault:lost-separator": ["丢失分隔符", "a separator was lost"],
  "fault:caps-lock": ["大小写锁定", "caps lock"],
  "fault:yz-swap": ["键盘 Y/Z 互换", "Y and Z swapped"],
  "fault:company-prefix": ["厂商前缀不符", "not a company's prefix"],
  "fault:gs1-malformed": ["GS1 格式有误", "malformed GS1"],
  "fault:form-unknown": ["不认识的格式", "no form that is known"],
  ...CLAIM_WORDS,
  ...RECONCILIATION_WORDS,
};

const languages = ["zh", "en"];
/** The language goes with the reader from page to page, as long as the tab is open. */
const LANGUAGE_NAME = "caretrail-language";
const kept = languages.indexOf(sessionStorage.getItem(LANGUAGE_NAME));
let current = kept !== -1 ? kept : navigator.language.toLowerCase().startsWith("zh") ? 0 : 1;

/** The word in the language chosen; `{0}` is the first value. Null when the page has no such word. */
export function word(name, ...values) {
  const text = WORDS[name]?.[current];
  return text === undefined ? null : filled(text, values);
}

/** The words in Chinese and in English, for sentences that are told in both. */
export function inBoth(name, ...values) {
  return WORDS[name].map((text) => filled(text, values));
}

function filled(text, values) {
  return text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
}

export function isChinese() {
  return current === 0;
}

export function switchLanguage() {
  current = 1 - current;
  sessionStorage.setItem(LANGUAGE_NAME, languages[current]);
}

/** Writes every fixed word of the page in the language chosen. */
export function writeWords() {
  document.documentElement.lang = current === 0 ? "zh-CN" : languages[current];
  document.title = `${word(document.querySelector("h1").dataset.word)} · Caretrail`;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-label-word]")) {
    element.setAttribute("aria-label", word(element.dataset.labelWord));
  }
  const button = document.getElementById("language");
  button.textContent = current === 0 ? "English" : "中文";
  button.lang = current === 0 ? "en" : "zh-CN";
}
