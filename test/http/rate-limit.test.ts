import { describe, expect, it } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import { createRateLimit } from "../../server/http/rate-limit.ts";
import { codeOf } from "./support/code-of.ts";

const RATE = { burstMax: 3, perSecMax: 2 };

describe("a rate limit", () => {
  it("lets a burst through, then refuses until time has passed", () => {
    const clock = { ms: 0, nowMs: () => clock.ms };
    const limit = createRateLimit(clock, RATE);
    for (let n = 0; n < 3; n += 1) limit.take("12");
    expect(codeOf(() => limit.take("12"))).toBe("rate-limited");
    clock.ms = 499;
    expect(codeOf(() => limit.take("12"))).toBe("rate-limited");
    clock.ms = 500;
    expect(codeOf(() => limit.take("12"))).toBe("no failure");
  });

  it("gives each holder a bucket of its own", () => {
    const limit = createRateLimit({ nowMs: () => 0 }, RATE);
    for (let n = 0; n < 3; n += 1) limit.take("12");
    expect(codeOf(() => limit.take("13"))).toBe("no failure");
  });

  it("takes nothing away when the clock steps back", () => {
    const clock = { ms: 10_000, nowMs: () => clock.ms };
    const limit = createRateLimit(clock, RATE);
    limit.take("12");
    clock.ms = 0;
    expect(codeOf(() => limit.take("12"))).toBe("no failure");
  });

  it("says when to come again", () => {
    const limit = createRateLimit({ nowMs: () => 0 }, { burstMax: 1, perSecMax: 0.1 });
    limit.take("12");
    try {
      limit.take("12");
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error) && error.facts).toStrictEqual({ retryAfterSec: 10 });
    }
  });

  it("forgets those whose bucket is full when there are very many", () => {
    const clock = { ms: 0, nowMs: () => clock.ms };
    const limit = createRateLimit(clock, RATE);
    for (let n = 0; n < 30_000; n += 1) {
      clock.ms += 1;
      limit.take(String(n));
    }
    expect(codeOf(() => limit.take("0"))).toBe("no failure");
  });
});
