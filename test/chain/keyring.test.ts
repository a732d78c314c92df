import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { recoverAddress, Signature } from "ethers";
import { describe, expect, it } from "vitest";
import { openKeyring } from "../../server/chain/keyring.ts";
import { KeystoreError } from "../../server/chain/keystore.ts";
import { newDirectory } from "../node/support/test-node.ts";

const DIGEST = `0x${"5a".repeat(32)}` as const;
const POLICY = { chainId: 88_001, to: null, selector: null };
const open = (dir: string, humanPassphrase: string | null = null) => openKeyring({ dir, humanPassphrase });

describe("the keyring", () => {
  it("gives an institution its newest bound key of a role, also after a restart", async () => {
    const dir = newDirectory();
    const keyring = await open(dir);
    const first = await keyring.makeKey({ institutionCode: "P-1", role: "operator" });
    expect(() => keyring.keyFor(7, "operator")).toThrow(
      expect.objectContaining({ code: "operator-unknown" }),
    );
    await keyring.bind("P-1", 7);
    expect(keyring.keyFor(7, "operator")).toBe(first);

    const second = await keyring.makeKey({ institutionCode: "P-1", role: "operator" });
    expect(keyring.keyFor(7, "operator")).toBe(first);
    await keyring.bind("P-1", 7);
    const again = await open(dir);
    expect(again.keyFor(7, "operator")).toBe(second);
    expect(() => again.keyFor(7, "admin")).toThrow(expect.objectContaining({ code: "operator-unknown" }));
  });

  it("signs with a key that an earlier process made", async () => {
    const dir = newDirectory();
    const key = await (await open(dir)).makeKey({ institutionCode: "P-1", role: "operator" });
    const { r, s, yParity } = await (await open(dir)).sign(key, DIGEST, POLICY);
    expect(recoverAddress(DIGEST, Signature.from({ r, s, yParity })).toLowerCase()).toBe(key);
  });

  it("signs with no key that is not in its index", async () => {
    const keyring = await open(newDirectory());
    const stranger = `0x${"ab".repeat(20)}` as const;
    await expect(keyring.sign(stranger, DIGEST, POLICY)).rejects.toMatchObject({ code: "operator-unknown" });
  });

  it("loses none of many keys made at once", async () => {
    const dir = newDirectory();
    const keyring = await open(dir);
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        keyring.makeKey({ institutionCode: `P-${nth}`, role: "operator" }),
      ),
    );
    const kept = (await open(dir)).entries().map(({ address }) => address);
    expect(new Set(kept)).toStrictEqual(new Set(made));
  });

  it("leaves no secret readable by others, and none in the clear", async () => {
    const dir = newDirectory();
    const keyring = await open(dir);
    await keyring.makeKey({ institutionCode: "P-1", role: "operator" });
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(dir)) {
      expect([file, (await stat(`${dir}/${file}`)).mode & 0o777]).toStrictEqual([file, 0o600]);
    }
    const [entry] = keyring.entries();
    const json = JSON.parse(await readFile(`${dir}/${entry?.address}.json`, "utf8"));
    expect(json.version).toBe(3);
    expect(json.Crypto.kdf).toBe("scrypt");
  });

  it("refuses a passphrase file that others may read", async () => {
    const dir = newDirectory();
    await open(dir);
    await chmod(`${dir}/passphrase`, 0o644);
    await expect(open(dir)).rejects.toBeInstanceOf(KeystoreError);
  });

  it("opens no key under another passphrase", async () => {
    const dir = newDirectory();
    const key = await (await open(dir)).makeKey({ institutionCode: "P-1", role: "operator" });
    await expect((await open(dir, "another")).sign(key, DIGEST, POLICY)).rejects.toBeInstanceOf(
      KeystoreError,
    );
  });

  it("refuses a key that every development chain ships", async () => {
    const dir = newDirectory();
    await open(dir);
    const address = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    const keys = [{ address, institutionCode: "P-1", role: "operator", institution: null }];
    await writeFile(`${dir}/index.json`, JSON.stringify({ keys }));
    await expect(open(dir)).rejects.toBeInstanceOf(KeystoreError);
  });

  it("refuses an index that it did not write", async () => {
    const dir = newDirectory();
    await open(dir);
    await writeFile(`${dir}/index.json`, JSON.stringify({ keys: [{ address: "0x1" }] }));
    await expect(open(dir)).rejects.toBeInstanceOf(KeystoreError);
  });

  it("makes guessing a human's passphrase slower than a machine's", async () => {
    const costOf = async (humanPassphrase: string | null): Promise<number> => {
      const dir = newDirectory();
      const key = await (await open(dir, humanPassphrase)).makeKey({ institutionCode: "P-1", role: "admin" });
      return JSON.parse(await readFile(`${dir}/${key}.json`, "utf8")).Crypto.kdfparams.n;
    };
    expect(await costOf(null)).toBe(4_096);
    expect(await costOf("a sentence that a person remembers")).toBe(131_072);
  });
});
