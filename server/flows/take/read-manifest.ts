import type { Facts } from "../../domain/failure.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId, Hex16 } from "../../domain/ids.ts";
import { failLines, type LineFault } from "../../domain/line-fault.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import { BAD_LINES_TOLD_MAX } from "../../domain/request-limits.ts";
import { parseTraceCode, writtenTraceCode } from "../../domain/trace-code.ts";
import { traceCodeFailure } from "../../domain/trace-code-failure.ts";
import type { TraceCode } from "../../domain/trace-code-form.ts";
import { createKeySet } from "./key-set.ts";

/**
 * Reads a manifest code by code and remembers what is wrong with it. After the first bad line no key is given
 * any more, but the rest is still read, so that all of the damage is told at once.
 */
export function createManifestReader(about: {
  /** `id` is null of a batch that is not on the ledger yet. */
  readonly batch: { readonly id: BatchId | null; readonly packCount: number };
  readonly product: ProductRow;
  readonly keyOf: (canonicalCode: string) => Hex16;
}): ManifestReader {
  const { batch, product, keyOf } = about;
  const keys = createKeySet(batch.packCount);
  const prefixes = new Set(product.codes.map(({ scheme, value }) => `${scheme} ${value}`));
  const told: LineFault[] = [];
  let badCount = 0;
  let line = 0;

  const note = (fault: Omit<LineFault, "line">): null => {
    badCount += 1;
    if (told.length < BAD_LINES_TOLD_MAX) told.push({ line, ...fault });
    return null;
  };

  return {
    read(text) {
      line += 1;
      // One code too many settles it; the rest is only counted.
      if (line > batch.packCount) return null;
      const reading = parseTraceCode(text);
      if (!reading.ok) return note({ code: null, ...traceCodeFailure(reading) });
      const code = writtenTraceCode(reading.canonical);
      if (!prefixes.has(prefixOf(reading))) {
        return note({ code, failure: "trace-code-foreign", facts: { pack: code, product: product.id } });
      }
      const key = keyOf(reading.canonical);
      if (keys.add(key) === "already-there") {
        return note({ code, failure: "trace-code-repeated", facts: { pack: code } });
      }
      return badCount === 0 ? key : null;
    },
    refusal() {
      const [first, ...others] = told;
      if (first !== undefined) return () => failLines([withCount(first, { badCount }), ...others]);
      const counts = { batch: batch.id, packCount: batch.packCount, manifestCount: line };
      if (line > batch.packCount) return () => fail("manifest-too-long", counts);
      return line < batch.packCount ? () => fail("manifest-incomplete", counts) : null;
    },
  };
}

export type ManifestReader = {
  /** The key of the next code; null when it is bad or the manifest is refused already. */
  read(text: string): Hex16 | null;
  /** Refuses for all that was found wrong; null when nothing was. */
  refusal(): (() => never) | null;
};

function prefixOf({ tracePrefix, gtin }: TraceCode): string {
  return tracePrefix === null ? `gtin ${gtin}` : `trace-prefix ${tracePrefix}`;
}

function withCount(fault: LineFault, facts: Facts): LineFault {
  return { ...fault, facts: { ...fault.facts, ...facts } };
}
