import { parseTraceCode } from "../../../server/domain/trace-code.ts";
import { findPacks } from "../../../server/flows/find-packs.ts";
import type { SettlementAnswer } from "../../../server/flows/nhsa/settlement/compose-settlement-answer.ts";
import { PSN_NO } from "../../domain/support/settlement-messages.ts";
import { packOf, type SettlementDesk } from "./settlement-desk.ts";

/** infcode and our code. */
export const verdict = ({ infcode, caretrail }: SettlementAnswer): unknown[] => [
  infcode,
  caretrail?.code ?? null,
];
export const GOOD = ["0", null];

export type Texts = Readonly<Record<string, string>>;
export const infoOf = ({ output }: SettlementAnswer): Texts => {
  if (output === null || !("setlinfo" in output)) throw new Error("no setlinfo");
  return output.setlinfo;
};
export const settledIds = (answer: SettlementAnswer, visit?: string) => {
  const info = infoOf(answer);
  return { data: { setl_id: info["setl_id"], mdtrt_id: visit ?? info["mdtrt_id"], psn_no: PSN_NO } };
};
export const reversalOf = (omsgid: string, oinfno: string, psn_no = PSN_NO) => ({
  data: { psn_no, omsgid, oinfno },
});

/** Whether a pack is sold. */
export function packStateOf(desk: SettlementDesk, at: number): Promise<"gone" | "here"> {
  return desk.whole.take.reader.view(async (view) => {
    const reading = parseTraceCode(packOf(at));
    if (!reading.ok) throw new Error("no trace code");
    const [[ref] = []] = await findPacks([reading.canonical], { view, vault: desk.ports.claims.vault });
    if (ref === undefined) throw new Error("no such pack");
    return (await view.pack(ref)).isGone ? "gone" : "here";
  });
}
