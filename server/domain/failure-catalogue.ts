/**
 * Every way in which a request can be refused: code, title, advice on retrying, cause and cure.
 * http/problem.ts gives each its status, chain/reverts.ts maps each error of the contracts to one of them,
 * docs/errors.md is made from this table.
 */
export type Retry = "never" | "after-change" | "same-request";

type Entry = { readonly title: string; readonly retry: Retry; readonly cause: string; readonly cure: string };

const entry = (title: string, retry: Retry, cause: string, cure: string): Entry => ({ title, retry, cause, cure });

const GENERAL = {
  internal: entry("Something broke in this server", "same-request", "A bug; the server has logged it under the request id.", "Send the same request again; if it persists report the request id."),
  "malformed-request": entry("The request does not have the agreed form", "after-change", "A field is missing, unknown or of the wrong form.", "Mend the fields named in `issues`."),
  unauthenticated: entry("No valid credentials", "after-change", "The bearer token is absent, unknown, expired or revoked.", "Send a valid API key or token."),
  "role-not-permitted": entry("This principal may not do that", "never", "The operation belongs to another role.", "Use a principal of the role named in `roles`."),
  "not-found": entry("There is no such thing for this principal", "after-change", "It does not exist, or this principal may not see it.", "Check the id, and whose it is."),
  "method-not-allowed": entry("The path has no such method", "never", "The path exists, the method does not.", "Use a method named in `allow`."),
  "body-too-large": entry("The body is larger than the limit", "after-change", "The body exceeds `bytesMax`.", "Send it in parts."),
  "upload-cut-off": entry("The upload ended before its end", "same-request", "The connection closed before the whole body had come; nothing of it was kept.", "Send the whole upload again."),
  "unsupported-media-type": entry("The content type is not accepted here", "after-change", "The body is in a form this path does not take.", "Use one of the types named in `accepted`."),
  "idempotency-body-differs": entry("The same document was sent before with another body", "never", "This idempotency key already stands for another request.", "Use a new document number, or send the first body again."),
  "idempotency-in-flight": entry("The same request is still under way", "same-request", "The first request with this key has not ended.", "Ask the command named in `command`, or send it again later."),
  "rate-limited": entry("Too many requests", "same-request", "The institution's limit is used up.", "Wait for `retryAfterSec`."),
  "too-busy": entry("The server has as much unfinished work as it may hold", "same-request", "The outbox is full.", "Wait for `retryAfterSec`."),
  "not-ready": entry("The server can not write yet", "same-request", "The chain replays or the index catches up.", "Wait until /ready answers 200."),
  "chain-unreachable": entry("The chain does not answer", "same-request", "The node is down or starting.", "Wait; accepted commands are kept and will be sent."),
  "clock-behind": entry("This machine's clock stands before the chain's", "same-request", "The wall clock stepped back; a block may not carry an earlier time than its parent.", "Set the clock right."),
  "chain-replaced": entry("The chain is not the one this server knows", "never", "A block this server saved is no ancestor of the chain the node serves.", "Stop; compare with another institution's head; restore the right node."),
  "could-not-look": entry("The answer could not be looked up", "same-request", "Something needed for the answer is not readable here: see `missing`.", "Mend what `missing` names; this is not a 'no'."),
} as const;

const CODES = {
  "trace-code-malformed": entry("This is not a trace code", "after-change", "The scan has a form no trace code has; `fault` names the likely damage.", "Scan again, or type the code as printed."),
  "trace-code-unknown": entry("No manifest names this trace code", "after-change", "The code is well formed, but no maker put it on this ledger.", "Check the scan; ask the supplier whether the maker has uploaded the batch."),
  "product-barcode-scanned": entry("This is the product's barcode, not the pack's trace code", "after-change", "A 商品码 names the product and stands on every box alike.", "Scan the trace code (追溯码) beside it."),
  "trace-code-repeated": entry("The same trace code stands twice in this request", "after-change", "One box can be named once.", "Remove the repetition."),
  "trace-code-foreign": entry("The trace code does not belong to this product", "after-change", "Its drug-id segment is not among the product's codes.", "Check the product of the batch."),
} as const;

const AUTHORITY = {
  "operator-unknown": entry("The signing key is not known to the ledger", "after-change", "No institution added this key.", "Let the institution's admin key add it."),
  "operator-of-other": entry("The signing key belongs to another institution", "never", "A key speaks for one institution.", "Use a key of this institution."),
  "operator-revoked": entry("The signing key was revoked", "after-change", "The institution took its right to act.", "Use another key."),
  "operator-expired": entry("The signing key's time is over", "after-change", "Its right to act ended at `validUntilAt`.", "Let the institution's admin key extend it."),
  "operator-time-in-past": entry("The end of an operator's right lies in the past", "after-change", "`validUntilAt` is not after now.", "Give a later end."),
  "act-not-granted": entry("The signing key may not do this act", "after-change", "The act is not among those granted to the key.", "Let the institution's admin key grant it."),
  "acts-not-for-kind": entry("Institutions of this kind do not do these acts", "never", "An act outside the kind's table was asked for.", "Ask only for acts of this kind."),
  "ledger-paused": entry("The ledger is paused", "same-request", "The guardian stopped new evidence and payment.", "Wait until the consortium lets work go on."),
  "ledger-pause-state": entry("The ledger already stands so", "never", "Pausing a paused ledger, or the reverse.", "Nothing needs doing."),
  "consortium-only": entry("This is an act of the consortium", "never", "The caller holds no consortium role, or its delay has not passed.", "Schedule it with a consortium key."),
  "sender-not-permitted": entry("The node does not take transactions from this key", "after-change", "The key is known to no institution.", "Register the key first."),
  "institution-unknown": entry("There is no such institution", "after-change", "No institution has this number or code.", "Check it."),
  "institution-code-taken": entry("Another institution has this code", "after-change", "Institution codes are unique.", "Check the code."),
  "institution-code-malformed": entry("This is not an institution code", "after-change", "Codes are 1 to 32 printable ASCII characters.", "Check the code."),
  "institution-kind-not-allowed": entry("This kind is not registered this way", "never", "Bureaus and auditors are admitted by the consortium, all others registered by the bureau.", "Use the right door."),
  "institution-outside-region": entry("The institution stands in another region", "never", "A bureau governs its own region only.", "Ask that region's bureau."),
  "region-has-bureau": entry("The region has its bureau already", "never", "There is one bureau a region.", "Use that bureau."),
  "region-malformed": entry("This is not a fund region", "after-change", "A region is six digits of GB/T 2260.", "Check it."),
  "key-is-zero": entry("The key is empty", "after-change", "The zero address is nobody's key.", "Give a key."),
  "key-in-use": entry("The key already serves an institution", "after-change", "A key speaks for one institution in one capacity.", "Use a fresh key."),
  "not-admin-key": entry("Only the institution's admin key may do that", "never", "Operators are added and revoked by the admin key.", "Sign with the admin key."),
  "agreement-not-in-status": entry("The agreement's status does not allow that", "after-change", "See `actual` and `wanted`.", "Read docs/lifecycles.md."),
  "agreement-times-wrong": entry("The agreement's times do not fit", "after-change", "A change may not begin before the one before it, nor end before it begins.", "Check the times."),
  "agreement-changes-too-many": entry("The agreement was changed too often", "never", "The number of dated changes is bounded.", "Ask the consortium."),
} as const;

const CATALOGUE = {
  "product-unknown": entry("There is no such product", "after-change", "No product has this number or code.", "Check it."),
  "product-code-taken": entry("Another product has this code", "never", "A code names one product.", "Check the code."),
  "product-code-malformed": entry("The product code has not its scheme's form", "after-change", "See `scheme`.", "Check digits and length."),
  "product-codes-too-many": entry("Too many or no codes for one product", "after-change", "A product has 1 to `max` codes.", "Check the list."),
  "product-units-zero": entry("A pack holds at least one unit", "after-change", "unitsPerPack is 0.", "Give the number of units."),
  "product-not-in-status": entry("The product's status does not allow that", "after-change", "See `actual` and `required`.", "Read docs/lifecycles.md."),
  "product-of-other-maker": entry("The product belongs to another maker", "never", "A maker opens batches of its own products.", "Check the product."),
  "product-of-other-bureau": entry("The product was admitted by another bureau", "never", "It belongs to the bureau that admitted it.", "Ask that bureau."),
  "maker-wrong-kind": entry("That institution is no maker", "after-change", "A product is bound to an institution of kind maker.", "Check the institution."),
  "batch-unknown": entry("There is no such batch", "after-change", "No batch has this id.", "Check it."),
  "batch-already-opened": entry("The maker has opened this batch already", "never", "Maker, product and batch number name one batch.", "Go on with the batch named in `batch`."),
  "batch-number-malformed": entry("This is not a batch number", "after-change", "1 to 20 printable ASCII characters (GS1 AI 10).", "Check it."),
  "batch-times-wrong": entry("The batch's dates do not fit", "after-change", "It must be made before it expires, and not in the future.", "Check the dates."),
  "batch-size-wrong": entry("The batch's pack count is out of range", "after-change", "See `max`.", "Divide the batch."),
  "batch-not-in-status": entry("The batch's status does not allow that", "after-change", "See `actual` and `required`.", "Read docs/lifecycles.md."),
  "batch-of-other-maker": entry("The batch belongs to another maker", "never", "Only its maker may do that.", "Check the batch."),
  "manifest-out-of-order": entry("The manifest goes on at another index", "same-request", "See `expectedFrom`.", "Send the whole manifest again; what stands is skipped."),
  "manifest-chunk-wrong": entry("The manifest part has a wrong size", "after-change", "Pack keys are 16 bytes, and a part holds a named maximum.", "Check the part."),
  "manifest-too-long": entry("The manifest has more codes than the batch has packs", "after-change", "See `packCount`.", "Check the list."),
  "manifest-incomplete": entry("The manifest has fewer codes than the batch has packs", "after-change", "See `packCount` and `manifestCount`.", "Send the rest, then seal."),
  "manifest-hash-differs": entry("The manifest on the ledger is not the one that was sent", "after-change", "The running hash of the parts differs.", "Compare the manifest."),
} as const;

const CUSTODY = {
  "document-already-recorded": entry("The document number is used already", "never", "An institution records a document once; another body needs another number.", "Use a new document number."),
  "institution-mismatch": entry("The content names another institution than the signer's", "never", "Nobody records another's content.", "Sign with that institution's key."),
  "occurred-in-future": entry("The stated time lies in the future", "after-change", "A stated time may lead the chain by two minutes at most.", "Set the till's clock right."),
  "request-size-wrong": entry("Too many or no lines", "after-change", "See `count` and `max`.", "Send it in parts."),
  "ledger-call-malformed": entry("The ledger found the call malformed", "never", "A bug of the caller; see `error`.", "Report it."),
  "receiver-cannot-hold-goods": entry("The receiver does not hold goods", "never", "Goods go to makers, wholesalers, pharmacies and hospitals.", "Check the receiver."),
  "receiver-is-sender": entry("Sender and receiver are the same", "never", "A consignment goes to another institution.", "Check the receiver."),
  "batch-not-movable": entry("Packs of this batch may not move now", "after-change", "See `status`.", "Wait until the batch is sealed."),
  "parcel-unknown": entry("No parcel begins there", "same-request", "Custody changed meanwhile.", "Send the request again."),
  "parcel-not-in-state": entry("The packs are not in the state this needs", "after-change", "See `actual` and `required`.", "Trace the pack."),
  "run-outside-parcel": entry("The packs do not lie in one parcel", "same-request", "Custody changed meanwhile.", "Send the request again."),
  "not-in-custody": entry("The pack is not in this institution's custody", "after-change", "The holder is another institution, or the goods are in transit.", "Receive the consignment first, or trace the pack."),
  "consignment-unknown": entry("There is no such consignment", "after-change", "Nothing was shipped under this content.", "Check the id."),
  "consignment-not-in-state": entry("The consignment's state does not allow that", "after-change", "See `actual`.", "Read docs/lifecycles.md."),
  "consignment-for-other": entry("The consignment goes to another institution", "never", "Only the receiver takes it over.", "Check the receiver."),
  "run-not-of-consignment": entry("These packs are not in transit under this consignment", "after-change", "They were received already or came with another document.", "Check the packs."),
  "person-missing": entry("The person is missing", "after-change", "Without a person only self-pay is possible; with one the commitment is needed.", "State how the person was known."),
  "batch-not-sellable": entry("Packs of this batch may not be dispensed now", "after-change", "See `status` and `productStatus`.", "Return the stock."),
  "batch-expired": entry("The batch had expired", "never", "The stated time is at or after the end of the last day.", "Do not dispense it; decommission the stock."),
  "split-not-allowed": entry("This product is not sold by units", "after-change", "Its packs are dispensed whole.", "Dispense a whole pack."),
  "units-exceed-pack": entry("The opened pack has not that many units left", "after-change", "See `unitsLeft`.", "Open another pack for the rest."),
  "pack-already-dispensed": entry("The pack was dispensed already", "never", "A pack is handed over once.", "Trace the pack; do not sell this box."),
  "pack-contested": entry("Two manifests claim this trace code", "never", "The first stands; see `first`.", "Do not sell this box; tell the bureau."),
} as const;

const RECORDS = {
  "consignment-of-other": entry("The consignment was sent by another institution", "never", "Only the sender takes back what is on its way.", "Check the consignment."),
  "batch-only-goes-back": entry("Recalled goods only go back", "never", "They may go to their maker or to a wholesaler, or be destroyed.", "Send them back, or decommission them."),
  "batch-in-quarantine": entry("The batch is in quarantine here", "after-change", "A bureau holds it fast in its region; see `region`.", "Wait until the bureau releases it."),
  "holder-cannot-hold-goods": entry("This institution does not hold goods", "never", "Stock is declared by makers, wholesalers, pharmacies and hospitals.", "Check the holder."),
  "declarer-is-maker": entry("A maker does not declare its own goods", "never", "It puts them on the ledger with a manifest of its own.", "Open a batch instead."),
  "import-out-of-order": entry("Imported records go in the order of their times", "after-change", "The institution has a later imported record already; see `importedUntilAt` and `statedAt`.", "Import what happened first before what happened later."),
  "caller-not-bureau": entry("Only a bureau does that", "never", "The signer's institution is no bureau.", "Sign with the bureau's key."),
  "region-limits-wrong": entry("The region's limits are out of range", "after-change", "Each is above 0, and a time at most a year.", "Check the limits."),
  "mode-change-out-of-order": entry("The change of mode does not fit the ones before it", "after-change", "It begins before the last change, or more than a year ahead; see `lastFromAt`.", "Give a later time, or a nearer one."),
  "mode-changes-too-many": entry("The mode was changed too often", "never", "The number of dated changes is bounded; see `max`.", "Ask the consortium."),
  "return-before-dispense": entry("The return lies before the dispense", "after-change", "See `dispensedAt` and `reversedAt`.", "Check the stated time."),
  "dispute-still-open": entry("The two sides may still agree", "after-change", "The bureau decides only after the region's limit; see `resolvableAt`.", "Wait, or let both sides answer."),
  "dispute-outcome-missing": entry("The outcome is missing", "after-change", "A dispute ends with goods returned or lost.", "Say which."),
  "dispute-run-divided": entry("A dispute is answered for whole parcels", "after-change", "The packs named are only part of a disputed parcel; see `from` and `to`.", "Name all packs of the parcel, or \"all\"."),
  "bureau-not-of-receiver": entry("Another region's bureau decides that", "never", "The bureau of the receiver's region resolves a dispute.", "Ask that bureau."),
  "bureau-not-of-provider": entry("Another region's bureau does that", "never", "It belongs to the bureau of the provider's region.", "Ask that bureau."),
  "maker-trace-required": entry("This product is sold only with its maker's trace", "never", "The pack comes from declared stock, and the region enforces the maker's trace.", "Return the stock to the supplier."),
  "pack-frozen": entry("The pack came back too often", "never", "It was taken back as often as the region allows and is not sold again.", "Decommission it."),
  "declared-key-spent": entry("The code of this declared pack is spent already", "never", "Another pack of declared stock with the same code was handed over.", "Do not sell this box; tell the bureau."),
  "dispense-unknown": entry("There is no such dispense", "after-change", "This institution recorded no dispense with this id.", "Check the id."),
  "dispense-not-in-state": entry("The dispense's state does not allow that", "after-change", "See `actual`.", "Read docs/lifecycles.md."),
  "return-line-wrong": entry("The dispense has no such line", "after-change", "The pack was not handed over there, or not so: whole packs come back whole, units as units.", "Check the dispense."),
  "return-exceeds-line": entry("More comes back than still stands", "after-change", "See `standing` and `asked`.", "Check what came back before."),
  "return-too-late": entry("The time for returns is over", "never", "The region takes back until `untilAt`.", "Keep the pack out of the stock; decommission it."),
  "decommission-reason-missing": entry("The reason is missing", "after-change", "Packs leave the trade for a named reason.", "Say which."),
  "remnant-wrong": entry("That is not what is left of the pack", "after-change", "An opened pack is written off with all its units; see `unitsLeft`.", "Count what is left."),
  "receipt-already-answered": entry("The receipt was answered already", "never", "A person answers once; see `answer`.", "Ask the bureau."),
  "receipt-answer-missing": entry("The answer is missing", "after-change", "Received, or not.", "Say which."),
  "recall-not-allowed": entry("This institution may not recall the batch", "never", "The product's maker, or the bureau that admitted it, recalls.", "Ask one of them."),
  "quarantine-not-in-state": entry("The quarantine already stands so", "never", "The region holds the batch already, or holds it no more.", "Nothing needs doing."),
  "case-code-unknown": entry("No case label here has this code", "after-change", "No label document kept by this server, and pinned on the ledger, names this case.", "Name the packs by their trace codes, or have the maker put the labels."),
  "case-not-whole": entry("The case is not whole any more", "after-change", "Some of its packs are elsewhere or gone; see `packCount` and `presentCount`.", "Name the packs that are there by their trace codes."),
  "case-label-malformed": entry("This is not a case label", "after-change", "A case has 20 digits, or an SSCC with its check digit.", "Check the code."),
  "case-labels-wrong": entry("The case labels contradict each other", "after-change", "See `problem`.", "Check the packing list."),
  "sku-unmapped": entry("This product number is not mapped", "after-change", "The institution has not said which product its own number `sku` stands for.", "Put it into /v1/institutions/{id}/skus."),
  "sku-of-other-product": entry("The trace code belongs to another product than the number says", "after-change", "See `sku`, `mapped` and `scanned`.", "Check the box, and the mapping."),
} as const;

const MESSAGES = {
  "trace-codes-missing": entry("The message names no packs", "after-change", "An older form of the message carries no trace codes; see `field`.", "Send it with drugtracinfo."),
  "sale-unknown": entry("No such sale of this institution", "after-change", "No receipt with this number handed over the packs named; see `isSoldHere`.", "Check the receipt's number and the trace codes."),
  "sale-ambiguous": entry("That names several sales", "after-change", "More than one sale of this institution fits; see `saleCount`.", "Send a 3506 with the receipt's number and the trace codes, one for each sale."),
  "purchase-not-shipped": entry("These packs are not on their way here", "after-change", "The supplier sent no one consignment that holds them all; see `pack`.", "Let the supplier ship them on the ledger first; receive each consignment by itself."),
  "supplier-unknown": entry("The supplier is not the one these packs came from", "after-change", "Neither its permit nor its name is that of the institution that sent the packs; see `cameFrom`.", "Check spler_name, or ship through /v1/consignments."),
  "stock-change-meaningless": entry("This change of stock has no meaning here", "never", "Packs come and go by consignments, and leave the trade by a named write-off; see `changeType`.", "Use 3503 and 3504 for goods that move, 105 for goods destroyed, or /v1/packs/decommissions with its reason."),
  "deletion-not-possible": entry("What stands on the ledger is not deleted", "never", "A record is undone by a later record of its own; see `because` and `shortestWay`.", "Take the way that `shortestWay` names."),
} as const;

export const FAILURES = {
  ...GENERAL,
  ...CODES,
  ...AUTHORITY,
  ...CATALOGUE,
  ...CUSTODY,
  ...RECORDS,
  ...MESSAGES,
} as const;

export type FailureCode = keyof typeof FAILURES;
