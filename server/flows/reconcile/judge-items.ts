import { fail } from "../../domain/failure.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type { JudgedItem, Statement } from "../../domain/reconcile/summary.ts";
import { lookAtAttempts } from "./attempts-looked-at.ts";
import { createHashWords } from "./hash-words.ts";
import type { ItemsAsked } from "./judged-items.ts";
import type { LedgerReading } from "./ledger-reading.ts";
import type { ReconcileEnd, ReconcilePorts } from "./reconcile-ports.ts";
import { RecordedSales } from "./recorded-sales.ts";
import { RefusedSales } from "./refused-sales.ts";

/** Items whose findings are kept in one commit. */
const ITEMS_PER_PART = 500;

/** The ledger as far as the institutions of a feed are concerned. */
export type InstitutionBooks = {
  readonly reading: LedgerReading;
  readonly recorded: RecordedSales;
  readonly refused: RefusedSales;
  /** By code; null where the ledger knows none. */
  readonly institutionOf: (code: string) => InstitutionRow | null;
};

export type JudgedOne = {
  readonly item: JudgedItem;
  readonly findings: readonly Finding[];
  /** What could not be looked at. */
  readonly unseen: readonly string[];
  /** Of totals. */
  readonly statement?: Statement | null;
};

/**
 * Holds a feed that is no feed of claims against the ledger: its institutions' books are read once, then each
 * item is judged by itself.
 */
export function judgeItems<Item extends { readonly row: number; readonly institutionCode: string }>(
  ports: ReconcilePorts,
  asked: ItemsAsked<Item>,
  judge: (item: Item, books: InstitutionBooks) => Promise<JudgedOne>,
): Promise<ReconcileEnd> {
  const { payerRegion, moment } = asked;
  return ports.chain(async (chain) => {
    const { view } = chain;
    const { openings, vault, zone } = ports;
    const attempts = lookAtAttempts(ports, moment, chain);
    const reading = { openings, vault, zone, attempts: attempts.read, view, hashWords: createHashWords() };
    const books = await openBooks(reading, asked);
    const couldNotLook = new Map<string, number>();
    let part: JudgedOne[] = [];
    let count = 0;
    let row = 0;
    const flush = async (): Promise<void> => {
      if (part.length === 0) return;
      const findings = part.flatMap((one) => one.findings);
      const statements = part.flatMap(({ statement }) => statement ?? []);
      await asked.sink({ row, findings, items: part.map(({ item }) => item), statements });
      part = [];
    };
    for await (const item of asked.items()) {
      stopIfAsked(asked);
      // A bureau is told of the institutions of its own region.
      const region = books.institutionOf(item.institutionCode)?.region ?? null;
      if (payerRegion !== null && region !== null && region !== payerRegion) continue;
      count += 1;
      const judged = await judge(item, books);
      for (const what of judged.unseen) couldNotLook.set(what, (couldNotLook.get(what) ?? 0) + 1);
      if (item.row <= asked.judgedRow) continue;
      row = item.row;
      part.push(judged);
      if (part.length >= ITEMS_PER_PART) await flush();
    }
    await flush();
    return {
      asOf: view.asOf,
      claimCount: count,
      couldNotLook: Object.fromEntries(couldNotLook),
      attempts: attempts.end(),
      settings: "",
    };
  }, moment.block);
}

async function openBooks<Item extends { readonly institutionCode: string }>(
  reading: LedgerReading,
  asked: ItemsAsked<Item>,
): Promise<InstitutionBooks> {
  const recorded = new RecordedSales(reading);
  const refused = new RefusedSales(reading);
  const known = new Map<string, InstitutionRow | null>();
  for await (const { institutionCode } of asked.items()) {
    if (known.has(institutionCode)) continue;
    stopIfAsked(asked);
    const institution = await reading.view.institutionByCode(institutionCode);
    known.set(institutionCode, institution);
    if (institution === null) continue;
    await recorded.read(institution);
    await refused.read(institution);
  }
  return { reading, recorded, refused, institutionOf: (code) => known.get(code) ?? null };
}

function stopIfAsked({ isStopping }: Pick<ItemsAsked<unknown>, "isStopping">): void {
  if (isStopping()) fail("not-ready", { missing: "server" });
}
