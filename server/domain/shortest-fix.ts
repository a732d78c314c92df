import type { Sentence } from "./answers.ts";
import type { Facts } from "./failure.ts";
import { FAILURES, type FailureCode } from "./failure-catalogue.ts";
import { wordsOfFault } from "./scan-words.ts";

export const SCAN_PURPOSES = ["dispense", "receive", "return"] as const;
export type ScanPurpose = (typeof SCAN_PURPOSES)[number];

/** The shortest lawful thing to do about a refusal, in the words of whoever stands there with the box. */
export function shortestFix(failure: FailureCode, purpose: ScanPurpose, facts: Facts): Sentence {
  if (facts["fault"] === "case-label") return wordsOfFault("case-label");
  const special = SPECIAL.find((each) => each.failure === failure && facts[each.fact] === true);
  // A code that no table knows is told by its cure in the catalogue.
  const { cure } = FAILURES[failure];
  return special?.words ?? FIXES[purpose][failure] ?? ANYWHERE[failure] ?? { chinese: cure, english: cure };
}

type Table = Readonly<Partial<Record<FailureCode, Sentence>>>;

const say = (chinese: string, english: string): Sentence => ({ chinese, english });

/** Where the facts of a refusal allow a shorter way than its code does. */
const SPECIAL: readonly { failure: FailureCode; fact: string; words: Sentence }[] = [
  {
    failure: "not-in-custody",
    fact: "isInTransitToYou",
    words: say(
      "货已在途：先对这张随货同行单确认收货，再发药。",
      "It is on its way to you: receive its consignment first, then dispense.",
    ),
  },
  {
    failure: "pack-already-dispensed",
    fact: "isOpened",
    words: say(
      "此盒已拆零：只能按余量拆零发药，整盒请换一盒。",
      "The pack was opened: dispense units of it, or take another pack.",
    ),
  },
  {
    failure: "pack-already-dispensed",
    fact: "isDecommissioned",
    words: say(
      "此盒已报损出库：立即下架，封存并报告医保局。",
      "The pack was written off: take it off the shelf and tell the bureau.",
    ),
  },
  {
    failure: "run-not-of-consignment",
    fact: "isHeldByYou",
    words: say("已经收过货，无需再收。", "You took it over already; nothing needs doing."),
  },
];

const QUARANTINED = say(
  "本地区已暂停此批次：单独存放，等待医保局解除。",
  "The batch is held in this region: keep it apart until the bureau releases it.",
);
const FROZEN = say(
  "此盒退回次数已满：不可再售，请报损。",
  "It came back too often: write it off, do not sell it.",
);
const EXPIRED = say(
  "已过有效期：下架并报损销毁。",
  "It has expired: take it off the shelf and write it off.",
);

const FIXES: Readonly<Record<ScanPurpose, Table>> = {
  dispense: {
    "pack-already-dispensed": say(
      "此盒已售出：不要发药，换一盒，留下此盒并报告医保局。",
      "It was sold already: take another box, keep this one and tell the bureau.",
    ),
    "pack-frozen": FROZEN,
    "not-in-custody": say(
      "此盒不在您的库存：换一盒；请供货方在账本上发货，您收货后再售。",
      "It is not in your stock: take another box; " +
        "have the supplier ship it on the ledger, receive it, then sell.",
    ),
    "batch-not-sellable": say(
      "此批次不可销售：换另一批次；召回或停用的退回供货方。",
      "This batch may not be sold: take another batch; send recalled goods back.",
    ),
    "batch-in-quarantine": QUARANTINED,
    "batch-expired": EXPIRED,
    "maker-trace-required": say(
      "此药须有生产企业的追溯登记：换一盒，此盒退回供货方。",
      "This drug needs its maker's trace: take another box and return this one.",
    ),
    "split-not-allowed": say("此药不可拆零：按整盒发药。", "It is not sold by units: dispense a whole pack."),
    "units-exceed-pack": say(
      "余量不足：另开一盒补足。",
      "Too few units are left: open another pack for the rest.",
    ),
    "declared-key-spent": say(
      "另一盒申报库存已用过此码：不要发药，留下此盒并报告医保局。",
      "Another declared box spent this code: do not sell it, and tell the bureau.",
    ),
    "trace-code-unknown": say(
      "账本上没有此码：重新扫描；若仍没有，换一盒并询问供货方生产企业是否已上传。",
      "No manifest names this code: scan again; else take another box and ask the supplier.",
    ),
  },
  receive: {
    "run-not-of-consignment": say(
      "此盒不在这张单上：单独存放并询问供货方。",
      "It is not of this note: set it apart and ask.",
    ),
    "not-found": say(
      "没有发给您的这盒药：拒收，请供货方先在账本上发货。",
      "No such pack is on its way to you: refuse it until the supplier ships it on the ledger.",
    ),
    "parcel-not-in-state": say(
      "此盒有争议或已丢失：等争议了结，不要收货。",
      "It is disputed or lost: wait for the dispute to end before you take it.",
    ),
    "batch-only-goes-back": say(
      "此批次已召回：拒收，原路退回。",
      "The batch was recalled: refuse it and let it go back.",
    ),
  },
  return: {
    "return-line-wrong": say(
      "此盒不是本机构售出的：不可退，请到购药处办理。",
      "You did not sell it: it goes back where it was bought.",
    ),
    "not-found": say(
      "此盒不是本机构售出的：不可退，请到购药处办理。",
      "You did not sell it: it goes back where it was bought.",
    ),
    "return-exceeds-line": say(
      "退回多于售出余下的数量：核对此前的退药。",
      "More than still stands: check earlier returns.",
    ),
    "return-too-late": say(
      "已过退药期限：不入库，收下后报损。",
      "The time for returns is over: keep it out of the stock and write it off.",
    ),
    "dispense-not-in-state": say(
      "此盒已全部退过：无需再退。",
      "All of it came back already; nothing needs doing.",
    ),
    "not-in-custody": say(
      "此盒不在您的库存：不可退药入库。",
      "It is not in your custody: it can not come back here.",
    ),
    "batch-not-sellable": say(
      "此批次已召回或停用：不作退药，收下并按召回处理。",
      "The batch was recalled or withdrawn: no return; keep it and follow the recall.",
    ),
    "batch-in-quarantine": QUARANTINED,
    "batch-expired": EXPIRED,
    "pack-frozen": FROZEN,
  },
};

const ANYWHERE: Table = {
  "trace-code-malformed": say(
    "重新扫描盒上的追溯码，或按印刷输入。",
    "Scan the box's trace code again, or type it as printed.",
  ),
  "product-barcode-scanned": say(
    "您扫的是商品码：请扫旁边的追溯码（20 位，8 开头）。",
    "That is the product's barcode: scan the trace code beside it.",
  ),
  "pack-contested": say(
    "两份清单声称此码，以先登记者为准：不要发药，留下此盒并报告医保局。",
    "Two manifests claim this code: do not use this box, and tell the bureau.",
  ),
  "case-code-unknown": say(
    "这是大包装标签：打开后扫描每盒的追溯码。",
    "That is a case's label: open it and scan each box.",
  ),
  "role-not-permitted": say("此操作不属于您的机构。", "This is not for your kind of institution to do."),
  "could-not-look": say(
    "暂时查不到，这不等于没有：稍后再扫。",
    "Could not look, which is not a no: scan again later.",
  ),
};

/** The failures that each purpose has words for. */
export function failuresWithFix(purpose: ScanPurpose): ReadonlySet<string> {
  return new Set([...Object.keys(FIXES[purpose]), ...Object.keys(ANYWHERE)]);
}
