import type { FeedItem } from "../../domain/reconcile/feeds/feed-item.ts";
import type { JoinedClaim } from "../../domain/reconcile/feeds/join-claim.ts";

/** A feed's item as it is kept: of a claim also which lines it was put together of. */
export type KeptItem = ({ readonly is: "claim" } & JoinedClaim) | Exclude<FeedItem, { readonly is: "claim" }>;

/** Items as one text, to be sealed: they hold pseudonyms of persons. */
export function encodeItems(items: readonly KeptItem[]): string {
  return JSON.stringify(items, (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

export function decodeItems(text: string): readonly KeptItem[] {
  // Only encodeItems writes these, and what the vault opens is what was sealed.
  return JSON.parse(text, revived) as readonly KeptItem[];
}

/** Money stands in fields ending `Fen`, and nothing else does. */
function revived(name: string, value: unknown): unknown {
  return name.endsWith("Fen") && typeof value === "string" ? BigInt(value) : value;
}

export function rowOf(item: KeptItem): number {
  return item.is === "claim" ? item.claim.row : item.item.row;
}
