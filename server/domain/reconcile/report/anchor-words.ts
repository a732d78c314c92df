import type { AnchorState } from "../told-anchors.ts";

/** How people call what became of a word on the ledger. */
export const ANCHOR_WORDS: Readonly<Record<AnchorState, string>> = {
  pending: "等待上链 waits for its block",
  anchored: "已上链存证 anchored",
  refused: "账本拒绝 refused",
  none: "未上链 not anchored",
};

/** Null where it can not be told. */
export function samenessWords(isSame: boolean | null): string {
  if (isSame === null) return "不可比 not comparable";
  return isSame ? "一致 same" : "不一致 different";
}
