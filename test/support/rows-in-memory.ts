import type { LedgerEvent, LedgerFact } from "../../server/domain/ledger-event.ts";
import { NEW_CONSORTIUM } from "../../server/domain/project/claim-rules.ts";
import type { Change, Current } from "../../server/domain/project/current.ts";
import { projectEvent } from "../../server/domain/project/project-event.ts";
import { UNTOUCHED } from "../../server/store/stored-rows.ts";

/** The read models as plain maps: the last state of each row, by table and key. */
export class RowsInMemory implements Current {
  readonly #rows = new Map<string, unknown>();
  #logIndex = 0;

  /** Projects a fact as the next log of block 1, and takes over what it changes. */
  tell(fact: LedgerFact): readonly Change[] {
    const changes = projectEvent(this.next(fact), this);
    for (const change of changes) this.#take(change);
    return changes;
  }

  next(fact: LedgerFact): LedgerEvent {
    this.#logIndex += 1;
    const transactionHash = `0x${"e1".repeat(32)}` as const;
    return {
      ...fact,
      place: { block: 1, logIndex: this.#logIndex, timeSec: 1_790_000_000, transactionHash },
    };
  }

  readonly institution: Current["institution"] = (id) => this.#row(`institution ${id}`);
  readonly operator: Current["operator"] = (key) => this.#row(`operator ${key}`);
  readonly product: Current["product"] = (id) => this.#row(`product ${id}`);
  readonly batch: Current["batch"] = (id) => this.#row(`batch ${id}`);
  readonly parcel: Current["parcel"] = (batch, from) => this.#row(`parcel ${batch} ${from}`);
  readonly consignment: Current["consignment"] = (id) => this.#row(`consignment ${id}`);
  readonly packsByKey: Current["packsByKey"] = (key) => this.#row(`pack-key ${key}`) ?? [];
  readonly pack: Current["pack"] = (batch, index) => this.#row(`pack ${batch} ${index}`) ?? UNTOUCHED;
  readonly stock: Current["stock"] = (institution, batch) => this.#row(`stock ${institution} ${batch}`);
  readonly aftermath: Current["aftermath"] = (dispense) => this.#row(`aftermath ${dispense}`);
  readonly spentBy: Current["spentBy"] = (key) => this.#row(`spent-key ${key}`);
  readonly regionRules: Current["regionRules"] = (region) => this.#row(`region-rules ${region}`);
  readonly claim: Current["claim"] = (id) => this.#row(`claim ${id}`);
  readonly payment: Current["payment"] = (id) => this.#row(`payment ${id}`);
  readonly encounter: Current["encounter"] = (id) => this.#row(`encounter ${id}`);
  readonly claimRules: Current["claimRules"] = (region) => this.#row(`claim-rules ${region}`);
  readonly consortium: Current["consortium"] = () => this.#row("consortium") ?? NEW_CONSORTIUM;
  readonly goneCount: Current["goneCount"] = ({ batch, from, to }) => {
    let count = 0;
    for (let index = from; index < to; index += 1) if (this.pack(batch, index).isGone) count += 1;
    return count;
  };

  #row<Row>(key: string): Row | null {
    // Only #take writes rows, each under the key of its own table.
    return (this.#rows.get(key) ?? null) as Row | null;
  }

  #take(change: Change): void {
    switch (change.table) {
      case "pack":
        this.#rows.set(`pack ${change.batch} ${change.index}`, change.row);
        return;
      case "pack-key":
        this.#rows.set(`pack-key ${change.key}`, change.packs);
        return;
      case "parcel":
        this.#rows.set(`parcel ${change.row.batch} ${change.row.from}`, change.row);
        return;
      case "parcel-joined":
        this.#rows.delete(`parcel ${change.batch} ${change.from}`);
        return;
      case "operator":
        this.#rows.set(`operator ${change.row.key}`, change.row);
        return;
      case "stock":
        this.#rows.set(`stock ${change.row.institution} ${change.row.batch}`, change.row);
        return;
      case "aftermath":
        this.#rows.set(`aftermath ${change.dispense}`, change.row);
        return;
      case "spent-key":
        if (change.pack === null) this.#rows.delete(`spent-key ${change.key}`);
        else this.#rows.set(`spent-key ${change.key}`, change.pack);
        return;
      case "region-rules":
      case "claim-rules":
        this.#rows.set(`${change.table} ${change.row.region}`, change.row);
        return;
      case "consortium":
        this.#rows.set("consortium", change.row);
        return;
      case "institution":
      case "product":
      case "batch":
      case "consignment":
      case "claim":
      case "payment":
      case "encounter":
        this.#rows.set(`${change.table} ${change.row.id}`, change.row);
        return;
      default:
        return;
    }
  }
}
