import type { Address } from "../../domain/ids.ts";
import type { LaneTransaction } from "../../domain/intent-store.ts";
import type { LaneOutcome } from "./carry.ts";
import { Lane } from "./lane.ts";
import type { OutboxParts } from "./outbox-parts.ts";
import type { Patience } from "./patience.ts";

export type Lanes = {
  /** The lane of a key; one that never signed begins where the chain says. */
  laneOf(key: Address): Promise<Lane>;
  /** Takes up every lane of the store: unconfirmed bytes go out again, in the order of nonces. */
  resume(): Promise<ReadonlySet<string>>;
};

export type LanesParts = Pick<OutboxParts, "ledger" | "store" | "limits" | "log"> & {
  readonly patience: Patience;
  readonly onSent: (transaction: LaneTransaction) => void;
  readonly onEnded: (transaction: LaneTransaction, outcome: LaneOutcome) => Promise<void>;
};

export function createLanes(parts: LanesParts): Lanes {
  const lanes = new Map<Address, Promise<Lane>>();

  const open = async (key: Address): Promise<Lane> => {
    const kept = await parts.store.nextNonce(key);
    return new Lane({ ...parts, key }, kept ?? (await parts.ledger.minedNonce(key)));
  };

  const laneOf = (key: Address): Promise<Lane> => {
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const opening = open(key);
    lanes.set(key, opening);
    // A chain that was away when the lane was opened must not close it for ever.
    opening.catch(() => lanes.delete(key));
    return opening;
  };

  return {
    laneOf,
    async resume() {
      const carried = new Set<string>();
      for (const { key } of await parts.store.lanes()) {
        const lane = await laneOf(key);
        const unconfirmed = await parts.store.unconfirmed(key);
        lane.resume(unconfirmed);
        for (const { command } of unconfirmed) if (command !== null) carried.add(command);
        void parts.patience.persist({ key }, () => lane.closeGaps());
      }
      return carried;
    },
  };
}
