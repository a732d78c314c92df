import type { AtEnd } from "../../chain/support/test-ledger.ts";
import { type Consortium, deliver, foundConsortium, type Goods, makeBatch } from "./path-of-packs.ts";
import { giveKey, startWholeServer, type WholeServer } from "./whole-server.ts";

/** A server on which a pharmacy holds all of a batch's packs but two; ten, unless said otherwise. */
export async function openShop(atEnd: AtEnd, packCount = 12): Promise<Shop> {
  const server = await startWholeServer(atEnd);
  const parties = await foundConsortium(server);
  const goods = await makeBatch(server, parties, { packCount });
  const { maker, pharmacy } = parties;
  await deliver(server, { from: maker, to: pharmacy, codes: goods.codes.slice(0, -2), number: "D-0" });
  const auditor = await giveKey(server, { institution: 4_000, roles: ["auditor"], region: 0 });
  return { ...parties, server, goods, auditor, pack: (n) => goods.codes[n] ?? "" };
}

export type Shop = Consortium & {
  readonly server: WholeServer;
  readonly goods: Goods;
  /** The API key of one who sees everything. */
  readonly auditor: string;
  /** The trace code of the batch's nth pack. */
  readonly pack: (n: number) => string;
};
