import { fail } from "../../domain/failure.ts";

/**
 * How the values of one keyspace stand in the database. What `encode` writes `decode` gives back, or it
 * throws.
 */
export type Codec<Row> = { encode(row: Row): Buffer; decode(bytes: Buffer): Row };

/** A row that is not what its table's codec writes. Never a default: a reader that guesses lies. */
export function damaged(table: string, problem: string): never {
  return fail("could-not-look", { missing: "row", table, problem });
}
