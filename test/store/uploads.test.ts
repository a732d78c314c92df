import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hex16 } from "../../server/domain/ids.ts";
import type { Uploads } from "../../server/domain/ports.ts";
import type { Database } from "../../server/store/database.ts";
import { makeUploads } from "../../server/store/uploads.ts";
import { DATABASES, type DatabaseKind, dump } from "./support/databases.ts";

const keysFrom = (from: number, count: number): Hex16[] =>
  Array.from({ length: count }, (_, nth) => `0x${(from + nth).toString(16).padStart(32, "0")}` as const);

for (const kind of DATABASES) describeUploads(kind);

function describeUploads(kind: DatabaseKind): void {
  describe(`uploads on ${kind.name}`, () => {
    let database: Database;
    let uploads: Uploads;
    let discard: () => Promise<void>;
    beforeEach(async () => {
      ({ database, discard } = await kind.open());
      uploads = makeUploads(database);
    });
    afterEach(() => discard());

    it("gives the keys back in order, whatever the parts they came in", async () => {
      const upload = await uploads.begin();
      for (const [from, count] of [
        [0, 3],
        [3, 1],
        [4, 0],
        [4, 40],
      ] as const) {
        await uploads.append(upload, keysFrom(from, count));
      }
      expect(await uploads.keys(upload, 0, 44)).toEqual(keysFrom(0, 44));
      for (const [from, count] of [
        [0, 1],
        [2, 3],
        [3, 1],
        [20, 24],
      ] as const) {
        expect(await uploads.keys(upload, from, count)).toEqual(keysFrom(from, count));
      }
    });

    it("gives fewer than asked only at the end", async () => {
      const upload = await uploads.begin();
      await uploads.append(upload, keysFrom(0, 5));
      expect(await uploads.keys(upload, 3, 10)).toEqual(keysFrom(3, 2));
      expect(await uploads.keys(upload, 5, 10)).toEqual([]);
    });

    it("keeps uploads apart, and leaves nothing of a discarded one", async () => {
      const first = await uploads.begin();
      const second = await uploads.begin();
      await uploads.append(first, keysFrom(0, 2));
      const alone = await dump(database);
      await uploads.append(second, keysFrom(100, 2));
      await uploads.append(second, keysFrom(102, 2));
      expect(await uploads.keys(first, 0, 9)).toEqual(keysFrom(0, 2));
      await uploads.discard(second);
      expect((await dump(database)).length).toBe(alone.length - 1);
      await expect(uploads.keys(second, 0, 1)).rejects.toMatchObject({ code: "could-not-look" });
      expect(await uploads.keys(first, 0, 9)).toEqual(keysFrom(0, 2));
    });

    it("says that it could not look for an upload that never was", async () => {
      await expect(uploads.keys("00".repeat(16), 0, 1)).rejects.toMatchObject({ code: "could-not-look" });
      await expect(uploads.append("no upload", keysFrom(0, 1))).rejects.toMatchObject({
        code: "could-not-look",
      });
    });
  });
}
