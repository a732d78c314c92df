import { field, INSTITUTION, intent, type Keyspace } from "./keyspace.ts";

const WRITER = "flows/nhsa";
const REQUEST = field("sha256 of infno and msgid", 32);

/** The tables of intents that NHSA settlement messages are answered from. */
export const SETTLEMENT_KEYSPACES = {
  settlementRequests: intent(
    0x98,
    [INSTITUTION, REQUEST],
    "request, JSON",
    WRITER,
    "what became of a settlement message, for ever",
  ),
  openSettlementRequests: intent(
    0x99,
    [INSTITUTION, REQUEST],
    "nothing",
    WRITER,
    "claimed or unknown: what a restart goes on with",
  ),
  settlements: intent(
    0x9a,
    [INSTITUTION, field("sha256 of setl_id", 32)],
    "request name, JSON",
    WRITER,
    "the message that settled what a setl_id names",
  ),
  visitFees: intent(
    0x9b,
    [INSTITUTION, field("sha256 of mdtrt_id", 32)],
    "visit, JSON",
    WRITER,
    "uploaded fees of a visit, sealed, each until it is cancelled",
  ),
} as const satisfies Record<string, Keyspace>;
