import { canonicalText, type Json, sha256 } from "./canonical-text.ts";
import { refute } from "./check.ts";
import { anything, fields, hexOf, listOf, namesTo, nullOr, oneOf, text, whole } from "./fields.ts";

/** An evidence bundle as its file says it; nothing of it is believed yet. */
export type ReadBundle = {
  readonly format: "caretrail-bundle/1";
  readonly chain: {
    readonly chainId: number;
    readonly genesisHash: string;
    readonly contracts: ReadonlyMap<string, string>;
    readonly operator: number;
  };
  readonly subject: { readonly kind: "claim"; readonly id: string };
  readonly reader: number;
  readonly openings: readonly ReadOpening[];
  readonly events: readonly (Place & { readonly logIndex: number; readonly name: string })[];
  readonly receipts: readonly (Place & { readonly proof: readonly string[] })[];
  readonly headers: readonly (readonly string[])[];
  readonly ruleSets: { readonly catalogue: Json; readonly policy: Json };
  readonly adjudication: ReadAdjudication | null;
  readonly head: { readonly block: number; readonly blockHash: string };
  readonly seal: string;
};

export type Place = { readonly block: number; readonly transactionIndex: number };

export type ReadOpening = {
  readonly kind: "person" | "line";
  readonly commitment: string;
  readonly words: readonly string[];
  readonly salt: string;
};

export type ReadAdjudication = {
  readonly inputs: Json;
  readonly accumulators: Json;
  readonly salt: string;
  readonly basis: string;
};

/** The file in checked form; refuted for anything but the one text that says it. */
export function readBundle(file: string): ReadBundle {
  const json = parseJson(file);
  const bundle = BUNDLE(json, "bundle");
  // A space, an escape or a name given twice would be a change that no later check sees.
  if (`${canonicalText(json)}\n` !== file) return refute("the file is not canonical JSON and a line end");
  return bundle;
}

/** The hash of everything but the seal itself. */
export function sealOf(file: string): string {
  const json = parseJson(file);
  const { seal: _, ...rest } = Object(json);
  return sha256(canonicalText(rest));
}

export function parseJson(file: string): Json {
  try {
    return JSON.parse(file);
  } catch (error) {
    if (error instanceof SyntaxError) return refute("the file is no JSON");
    throw error;
  }
}

const hash = hexOf(32);
const place = { block: whole, transactionIndex: whole };

const BUNDLE = fields<ReadBundle>({
  format: oneOf("caretrail-bundle/1"),
  chain: fields<ReadBundle["chain"]>({
    chainId: whole,
    genesisHash: hash,
    contracts: namesTo(hexOf(20)),
    operator: whole,
  }),
  subject: fields<ReadBundle["subject"]>({ kind: oneOf("claim"), id: hash }),
  reader: whole,
  openings: listOf(
    fields<ReadOpening>({
      kind: oneOf("person", "line"),
      commitment: hash,
      words: listOf(text),
      salt: hash,
    }),
  ),
  events: listOf(fields<ReadBundle["events"][number]>({ ...place, logIndex: whole, name: text })),
  receipts: listOf(fields<ReadBundle["receipts"][number]>({ ...place, proof: listOf(hexOf(null)) })),
  headers: listOf(listOf(hexOf(null))),
  ruleSets: fields<ReadBundle["ruleSets"]>({ catalogue: anything, policy: anything }),
  adjudication: nullOr(
    fields<ReadAdjudication>({ inputs: anything, accumulators: anything, salt: hash, basis: hash }),
  ),
  head: fields<ReadBundle["head"]>({ block: whole, blockHash: hash }),
  seal: hash,
});
