import { describe, expect, it } from "vitest";
import { cursorOf, pageOf } from "../../server/http/page-request.ts";
import { codeOf } from "./support/code-of.ts";

const LIMITS = { pageRowsMax: 200 };

describe("the part of a list that is asked for", () => {
  it("is fifty rows from the beginning unless said otherwise", () => {
    expect(pageOf({}, LIMITS)).toStrictEqual({ limit: 50, after: null });
  });

  it("takes 200 rows and refuses 201", () => {
    expect(pageOf({ limit: "200" }, LIMITS).limit).toBe(200);
    expect(codeOf(() => pageOf({ limit: "201" }, LIMITS))).toBe("malformed-request");
  });

  it("goes on at a cursor that it gave", () => {
    const cursor = cursorOf("0000000a00ff");
    expect(cursor).not.toBeNull();
    expect(pageOf({ cursor: cursor ?? "" }, LIMITS).after).toBe("0000000a00ff");
    expect(cursorOf(null)).toBeNull();
  });

  it("refuses a cursor that nobody gave", () => {
    expect(codeOf(() => pageOf({ cursor: "_" }, LIMITS))).toBe("malformed-request");
  });
});
