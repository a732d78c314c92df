import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Compiled, EdrChain } from "../test/contracts/support/edr-chain.ts";

/** Mean gas of each step of one pack's life in StructPerPack. */
export type ReferenceGas = { register: number; ship: number; dispense: number };

const PACK_COUNT = 10;
const IN_STOCK = 1n;
const DISPENSED = 2n;
const ROLE = { maker: 1, pharmacy: 3 } as const;

/**
 * Plays `PACK_COUNT` packs through the reference contract, a transaction for each step, and checks where they
 * ended.
 */
export async function measureReference(chain: EdrChain): Promise<ReferenceGas> {
  const [owner, maker, pharmacy] = await Promise.all([
    chain.account(0),
    chain.account(18),
    chain.account(19),
  ]);
  const contract = await chain.deploy(await compileReference(), owner);
  await chain.send(owner, contract, "setRole", maker.address, ROLE.maker);
  await chain.send(owner, contract, "setRole", pharmacy.address, ROLE.pharmacy);
  const nowSec = await chain.nowSec();
  const sums = { register: 0n, ship: 0n, dispense: 0n };

  for (let pack = 0; pack < PACK_COUNT; pack += 1) {
    const code = `8341234${String(1_000_000_000_000 + pack)}`;
    const made = ["XN02BEN005A001", "23010417", nowSec - 86_400, nowSec + 86_400 * 700];
    sums.register += (await chain.send(maker, contract, "register", code, ...made)).gasUsed;
    const delivery = `CK2025061200${pack + 10}`;
    sums.ship += (await chain.send(maker, contract, "ship", code, pharmacy.address, delivery)).gasUsed;
    await requireStatus(chain, contract, code, IN_STOCK);
    const receipt = [`SF202506120${pack + 100}`, randomBytes(32), 1_290];
    sums.dispense += (await chain.send(pharmacy, contract, "dispense", code, ...receipt)).gasUsed;
    await requireStatus(chain, contract, code, DISPENSED);
  }
  const mean = (sum: bigint): number => Number(sum) / PACK_COUNT;
  return { register: mean(sums.register), ship: mean(sums.ship), dispense: mean(sums.dispense) };
}

async function requireStatus(
  chain: EdrChain,
  contract: Parameters<EdrChain["ask"]>[0],
  code: string,
  expected: bigint,
): Promise<void> {
  // The ABI of `packOf` answers a struct, which ethers gives as an object with its field names.
  const pack = (await chain.ask(contract, "packOf", code)) as { status: bigint };
  if (pack.status !== expected)
    throw new Error(`reference: a pack is in status ${pack.status}, not ${expected}`);
}

/**
 * Compiled here and not among contracts/, by the same compiler with the same settings, so that it is never
 * deployed.
 */
async function compileReference(): Promise<Compiled> {
  const file = path.join(import.meta.dirname, "reference", "StructPerPack.sol");
  const input = {
    language: "Solidity",
    sources: { "StructPerPack.sol": { content: await readFile(file, "utf8") } },
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 10_000 },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const compiler: { compile: (input: string) => string } = createRequire(import.meta.url)("solc");
  // The form of solc's standard JSON output; a compiler error leaves `contracts` out and ends the bench
  // below.
  const output = JSON.parse(compiler.compile(JSON.stringify(input))) as {
    contracts?: Record<string, Record<string, { abi: []; evm: { bytecode: { object: string } } }>>;
  };
  const compiled = output.contracts?.["StructPerPack.sol"]?.["StructPerPack"];
  if (compiled === undefined) throw new Error(`StructPerPack does not compile: ${JSON.stringify(output)}`);
  return { abi: compiled.abi, bytecode: `0x${compiled.evm.bytecode.object}` };
}
