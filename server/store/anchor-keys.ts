import type { Hex32 } from "../domain/ids.ts";
import { ANCHOR_KEYSPACES } from "./anchor-keyspaces.ts";
import { writeHex, writeUint32 } from "./bytes.ts";

/** Keys of the tables about anchors, as server/store/anchor-keyspaces.ts lays them out. */

type Place = { readonly block: number; readonly logIndex: number };

export const anchorKey = (feedWord: Hex32, asOfBlock: number, place: Place): Buffer =>
  placed(anchorsPrefix(feedWord, asOfBlock), place);

/** What all anchors of one feed at one block begin with. */
export function anchorsPrefix(feedWord: Hex32, asOfBlock: number): Buffer {
  const prefix = Buffer.allocUnsafe(37);
  prefix[0] = ANCHOR_KEYSPACES.anchors.id;
  writeUint32(prefix, asOfBlock, writeHex(prefix, feedWord, 1, 32));
  return prefix;
}

export const anchorInOrderKey = (place: Place): Buffer =>
  placed(Buffer.from([ANCHOR_KEYSPACES.anchorsInOrder.id]), place);

/** What all anchors that stand in one block begin with. */
export function anchorsInBlockPrefix(block: number): Buffer {
  const prefix = Buffer.allocUnsafe(5);
  prefix[0] = ANCHOR_KEYSPACES.anchorsInOrder.id;
  writeUint32(prefix, block, 1);
  return prefix;
}

function placed(prefix: Buffer, { block, logIndex }: Place): Buffer {
  const place = Buffer.allocUnsafe(8);
  writeUint32(place, logIndex, writeUint32(place, block, 0));
  return Buffer.concat([prefix, place]);
}
