import type { Sentence } from "./answers.ts";
import type { TraceCodeFault } from "./trace-code-form.ts";

/** What is wrong with a scan and what to do about it, in a sentence. */
export function wordsOfFault(fault: TraceCodeFault): Sentence {
  const [chinese, english] = WORDS[fault];
  return { chinese, english };
}

const WORDS: Readonly<Record<TraceCodeFault, readonly [string, string]>> = {
  empty: ["没有扫到内容：请再扫一次。", "Nothing was scanned: scan again."],
  "too-long": ["内容太长，不是一个追溯码：请逐盒扫描。", "Too long for one code: scan box by box."],
  excel: [
    "表格软件把码变成了数字：把该列设为文本后重新导出，或重新扫描。",
    "A spreadsheet turned the code into a number: make the column text and export again, or scan.",
  ],
  "input-method": [
    "中文输入法改了符号：切换到英文再扫。",
    "An input method changed signs: switch to English and scan again.",
  ],
  "invisible-character": [
    "夹有看不见的字符：请重新扫描。",
    "There are characters that nobody sees: scan again.",
  ],
  "full-width": [
    "全角字符：切换到半角英文再扫。",
    "Full-width characters: switch to half width and scan again.",
  ],
  space: ["夹有空格：请重新扫描。", "There are blanks inside: scan again."],
  hyphen: ["夹有连字符：请重新扫描。", "There are hyphens inside: scan again."],
  "letter-for-digit": ["把数字认成了字母：请重新扫描。", "Letters stand for digits: scan again."],
  "scanned-twice": [
    "同一个码连扫了两次：请清空后再扫一次。",
    "The same code came twice: clear it and scan once.",
  ],
  "several-codes": ["几个码连在一起：请逐盒扫描。", "Several codes came as one: scan box by box."],
  "barcode-glued": [
    "商品条码粘在追溯码上：清空后只扫追溯码。",
    "The barcode is glued to the code: clear it and scan the trace code only.",
  ],
  "digit-lost": ["少了数字：请重新扫描。", "Digits are missing: scan again."],
  "digit-added": ["多了数字：请重新扫描。", "There are too many digits: scan again."],
  "first-digit": ["追溯码以 8 开头：请重新扫描。", "A trace code begins with 8: scan again."],
  "product-barcode": [
    "这是商品码，每盒都一样：请扫旁边的追溯码。",
    "That is the product's barcode, alike on every box: scan the trace code beside it.",
  ],
  "case-label": [
    "这是大包装标签：打开后扫描每盒的追溯码。",
    "That is a case's label: open it and scan each box.",
  ],
  "check-digit": ["校验位不符：请重新扫描。", "The check digit is wrong: scan again."],
  "lost-separator": [
    "丢了分隔符：请让扫码枪发送 FNC1/GS 后再扫。",
    "A separator was lost: let the scanner send FNC1/GS and scan again.",
  ],
  "caps-lock": ["大写锁定开着：关闭后再扫。", "CAPS LOCK is on: turn it off and scan again."],
  "yz-swap": [
    "扫码枪键盘设成了德语：改为美式键盘后再扫。",
    "The scanner's keyboard is German: set it to US and scan again.",
  ],
  "company-prefix": [
    "厂商前缀长度不符：请核对标签。",
    "The company prefix has a wrong length: check the label.",
  ],
  "gs1-malformed": ["不是完整的 GS1 码：请重新扫描。", "This is no whole GS1 code: scan again."],
  "form-unknown": [
    "不是任何认识的码：请扫描盒上的追溯码。",
    "This is no code that is known: scan the box's trace code.",
  ],
};
