import fc from "fast-check";
import { anchorCodec } from "../../../server/store/codecs/anchor-row.ts";
import { anchoredFindings, anchoredReading } from "../../support/any-event.ts";
import { address, uint32, uint40, word } from "../../support/any-words.ts";
import { codecCase, describeCodecs } from "../support/codec-cases.ts";

describeCodecs("the rows about anchors", [
  codecCase(
    "anchor",
    anchorCodec,
    fc.record({
      reading: word,
      institution: uint32,
      content: anchoredReading,
      findings: anchoredFindings,
      operator: address,
      origin: fc.record({ block: uint32, logIndex: uint32, recordedAtSec: uint40, transactionHash: word }),
    }),
  ),
]);
