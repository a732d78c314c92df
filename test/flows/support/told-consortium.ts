import type { BatchId } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { admitted, registered, type ToldLedger } from "./told-ledger.ts";

export const HUZHOU = 330_500;
export const WUHAN = 420_100;
export const BATCH: BatchId = "0x00000000000000a1";
export const DECLARED: BatchId = "0x00000000000000d1";
export const IMPORTED: BatchId = "0x00000000000000e1";
export const codeOf = (prefix: number, nth: number): string => `8${prefix}${String(nth).padStart(13, "0")}`;
export const canonical = (count: number, prefix: number): string[] =>
  Array.from({ length: count }, (_, nth) => `cn:${codeOf(prefix, nth)}`);
export const CODE = codeOf(300_385, 0);

export const [BUREAU, WUHAN_BUREAU, MAKER, WHOLESALER, PHARMACY, NEIGHBOUR, WUHAN_PHARMACY] = [
  1, 2, 3, 4, 5, 6, 7,
];
const principal = (role: Principal["role"], institution: number, region: number): Principal => ({
  name: `${role}-${institution}`,
  institution,
  role,
  region,
});
export const WHO = {
  maker: principal("maker", MAKER, HUZHOU),
  wholesaler: principal("wholesaler", WHOLESALER, HUZHOU),
  pharmacy: principal("pharmacy", PHARMACY, HUZHOU),
  neighbour: principal("pharmacy", NEIGHBOUR, HUZHOU),
  abroad: principal("pharmacy", WUHAN_PHARMACY, WUHAN),
  bureau: principal("bureau", BUREAU, HUZHOU),
  wuhanBureau: principal("bureau", WUHAN_BUREAU, WUHAN),
  regionAuditor: principal("auditor", 90, HUZHOU),
  auditor: principal("auditor", 91, 0),
} as const;
export type Who = keyof typeof WHO;

/** Two regions, a maker, a wholesaler and three pharmacies, and one product. */
export async function foundConsortium(ledger: ToldLedger): Promise<void> {
  await ledger.tell([
    ...registered(BUREAU, "bureau", HUZHOU),
    ...registered(WUHAN_BUREAU, "bureau", WUHAN),
    ...registered(MAKER, "maker", HUZHOU),
    ...registered(WHOLESALER, "wholesaler", HUZHOU),
    ...registered(PHARMACY, "pharmacy", HUZHOU),
    ...registered(NEIGHBOUR, "pharmacy", HUZHOU),
    ...registered(WUHAN_PHARMACY, "pharmacy", WUHAN),
    admitted(1, MAKER, [{ scheme: 2, value: "8300385" }]),
  ]);
}
