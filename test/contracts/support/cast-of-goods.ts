import { type CastOfRoles, castRoles, ids, type Role } from "./cast-of-roles.ts";
import type { Receipt } from "./edr-chain.ts";
import { lineWord, runWord } from "./words.ts";

/** What the cast has made, moved and sold, so that each act has something it could be done to. */
export type CastOfGoods = CastOfRoles & {
  product: number;
  openBatch: bigint;
  batch: bigint;
  manifestHash: string;
  /** From the maker to the pharmacy: packs 20 to 30 on their way, 30 to 40 contested. */
  toPharmacy: unknown[];
  /** From the pharmacy back to the maker: packs 10 to 20 on their way. */
  toMaker: unknown[];
  /** Pack 0, sold by the pharmacy, with its id. */
  sold: { content: unknown[]; id: string };
};

/** Packs 0 to 10 of the batch are on the pharmacy's shelf, as parcels 0 to 5 and 5 to 10. */
const PACK_COUNT = 50;
const EIGHT_DAYS_SEC = 8 * 86_400;
const NO_HASH = `0x${"00".repeat(32)}`;

export const document = (number: number): string => `0x${number.toString(16).padStart(64, "0")}`;

/** The cast of roles, with goods in every state, eight days after the contested ones were contested. */
export async function castGoods(): Promise<CastOfGoods> {
  const cast = await castRoles();
  const { chain, contracts, nowSec } = cast;
  const { DrugCatalogue } = contracts;
  const send = (by: Role, to: keyof typeof contracts, name: string, ...values: unknown[]): Promise<Receipt> =>
    chain.send(cast.signerOf(by), contracts[to], name, ...values);

  const product = 1;
  const draft = [ids.maker, 4, 1, "药", "片", [[2, "8341234"]]];
  await send("bureauOperator", "DrugCatalogue", "admitProduct", draft);
  const times = [nowSec - 86_400, nowSec + 900 * 86_400];
  const open = async (number: string): Promise<bigint> => {
    const form = [product, PACK_COUNT, ...times, 1, number, NO_HASH];
    const receipt = await send("makerOperator", "DrugCatalogue", "openBatch", form);
    await send("makerOperator", "DrugCatalogue", "appendManifest", topicOf(receipt), 0, NO_HASH, keys());
    return topicOf(receipt);
  };
  const openBatch = await open("A");
  const batch = await open("B");
  // The ABI of `batch` answers a struct, which ethers gives as an object with its field names.
  const { manifestHash } = (await chain.ask(DrugCatalogue, "batch", batch)) as { manifestHash: string };
  await send("makerOperator", "DrugCatalogue", "sealBatch", batch, manifestHash);

  const run = (from: number, to: number): bigint => runWord(batch, from, to);
  const stock = [ids.maker, ids.unsigned, document(1), nowSec, [run(0, 20)], [NO_HASH]];
  await send("makerOperator", "DrugCustody", "shipConsignment", stock, [0]);
  await send("institutionOperator", "DrugCustody", "receiveConsignment", stock, nowSec, [run(0, 20)], [0]);
  const toPharmacy = [ids.maker, ids.unsigned, document(2), nowSec, [run(20, 40)], [NO_HASH]];
  await send("makerOperator", "DrugCustody", "shipConsignment", toPharmacy, [20]);
  const contested = [toPharmacy, nowSec, [run(30, 40)], [20], NO_HASH];
  await send("institutionOperator", "DrugCustody", "disputeConsignment", ...contested);
  const toMaker = [ids.unsigned, ids.maker, document(3), nowSec, [run(10, 20)], [NO_HASH]];
  await send("institutionOperator", "DrugCustody", "shipConsignment", toMaker, [0]);
  await send("institutionOperator", "DrugCustody", "splitParcel", batch << 32n, 5);
  await chain.provider.send("evm_increaseTime", [EIGHT_DAYS_SEC]);
  await chain.provider.send("evm_mine", []);

  const soldAtSec = await chain.nowSec();
  const line = lineWord({ batch, index: 0, units: 0, priceFen: 100n });
  const content = [ids.unsigned, document(4), soldAtSec, 0, NO_HASH, [line]];
  const till = "institutionOperator";
  const sale = [cast.addressOf(till), [content], [[0]], "0x"];
  const receipt = await send(till, "DrugLedger", "recordDispenses", ...sale);
  const id = receipt.logs[0]?.topics[1] ?? "";
  const known = { product, openBatch, batch, manifestHash, toPharmacy, toMaker, sold: { content, id } };
  return { ...cast, nowSec: await chain.nowSec(), ...known };

  function topicOf(opened: Receipt): bigint {
    return BigInt(opened.logs[0]?.topics[1] ?? 0);
  }
}

function keys(): Uint8Array {
  return Uint8Array.from({ length: PACK_COUNT * 16 }, (_, index) => index % 251);
}
