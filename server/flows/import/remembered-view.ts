import type { ParcelRow } from "../../domain/drug-rows.ts";
import type { BatchId, PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";

/**
 * A view that remembers what it was asked for: thousands of lines of a window name the same few institutions,
 * products, batches and parcels, and the snapshot behind a view never changes. For the time of one window
 * only.
 */
export function remembered(view: LedgerView): LedgerView {
  return {
    ...view,
    institution: remember(view.institution, String),
    institutionByCode: remember(view.institutionByCode, String),
    bureauOf: remember(view.bureauOf, String),
    operator: remember(view.operator, String),
    product: remember(view.product, String),
    productByCode: remember(view.productByCode, ({ scheme, value }) => `${scheme} ${value}`),
    batch: remember(view.batch, String),
    regionRules: remember(view.regionRules, String),
    parcelAt: rememberParcels(view),
  };
}

function remember<Asked, Row>(
  read: (asked: Asked) => Promise<Row>,
  nameOf: (asked: Asked) => string,
): (asked: Asked) => Promise<Row> {
  const known = new Map<string, Promise<Row>>();
  return (asked) => {
    const name = nameOf(asked);
    const standing = known.get(name);
    if (standing !== undefined) return standing;
    const reading = read(asked);
    known.set(name, reading);
    return reading;
  };
}

/** A parcel answers for every pack in it. */
function rememberParcels(view: LedgerView): LedgerView["parcelAt"] {
  const known = new Map<BatchId, ParcelRow[]>();
  return async (pack: PackRef) => {
    const { batch, index } = pack;
    const parcels = known.get(batch) ?? [];
    const standing = parcels.find(({ from, to }) => from <= index && index < to);
    if (standing !== undefined) return standing;
    const parcel = await view.parcelAt(pack);
    if (parcel !== null) known.set(batch, [...parcels, parcel]);
    return parcel;
  };
}
