import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { countCell, fenCell, type Sheet, textCell } from "../../server/domain/workbook.ts";
import { openWorkbookWriter } from "../../server/sheets/open-workbook-writer.ts";

const write = openWorkbookWriter();

/** The parts of the file by their names, as text. */
async function partsOf(sheets: readonly Sheet[]): Promise<Readonly<Record<string, string>>> {
  const parts = unzipSync(await write({ sheets }));
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const sheet = (rows: Sheet["rows"]): Sheet => ({ name: "疑点", widths: [10, 20], head: ["a", "b"], rows });

/** The one cell below the head: its markup, and its text where it is one. */
async function cellOf(cell: Sheet["rows"][number][number]): Promise<{ markup: string; text: string | null }> {
  const parts = await partsOf([sheet([[cell]])]);
  const markup = /<c r="A2"[^>]*>.*?<\/c>/.exec(parts["xl/worksheets/sheet1.xml"] ?? "")?.[0] ?? "";
  const place = / t="s".*<v>(\d+)<\/v>/.exec(markup)?.[1];
  const texts = [...(parts["xl/sharedStrings.xml"] ?? "").matchAll(/<si><t[^>]*>(.*?)<\/t><\/si>/gs)];
  return { markup, text: place === undefined ? null : (texts[Number(place)]?.[1] ?? "") };
}

describe("a cell", () => {
  it.each([
    ["twenty digits", "83003850000000131888", "83003850000000131888"],
    ["a formula", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"],
    ["a sum", "+1+1", "+1+1"],
    ["what looks like a day", "2026-08-01", "2026-08-01"],
    ["Chinese", "空卖空报 𠮷", "空卖空报 𠮷"],
    ["markup", '<b a="1">&', '&lt;b a="1"&gt;&amp;'],
    ["a control character", "a\u0001b", "ab"],
  ])("of a text stays that text: %s", async (_, given, told) => {
    const { markup, text } = await cellOf(textCell(given));
    expect(text).toBe(told);
    expect(markup).not.toContain("<f>");
  });

  it("of a text is typed as text for whoever types over it", async () => {
    const parts = await partsOf([sheet([[textCell("=1")]])]);
    const styles = parts["xl/styles.xml"] ?? "";
    const style = Number(/<c r="A2" s="(\d+)"/.exec(parts["xl/worksheets/sheet1.xml"] ?? "")?.[1]);
    const formats = styles.slice(styles.indexOf("<cellXfs"), styles.indexOf("</cellXfs>"));
    const used = /numFmtId="(\d+)"/.exec(formats.match(/<xf [^>]*>/g)?.[style] ?? "")?.[1];
    expect(styles).toContain(`<numFmt numFmtId="${used}" formatCode="@"/>`);
  });

  it("longer than a spreadsheet takes is cut, and shows it", async () => {
    const { text } = await cellOf(textCell("长".repeat(40_000)));
    expect(text).toHaveLength(32_767);
    expect(text?.endsWith("…")).toBe(true);
  });

  it.each([
    ["nothing", 0n, "<v>0</v>"],
    ["a fen", 1n, "<v>0.01</v>"],
    ["a price", 123_405n, "<v>1234.05</v>"],
    ["the most that a number holds", 999_999_999_999_999n, "<v>9999999999999.99</v>"],
  ])("of an amount is a number of yuan: %s", async (_, fen, value) => {
    const { markup } = await cellOf(fenCell(fen));
    expect(markup).toContain(value);
    expect(markup).not.toContain(' t="s"');
  });

  it("of an amount that a number would round is a text", async () => {
    expect((await cellOf(fenCell(1_000_000_000_000_001n))).text).toBe("10000000000000.01");
    expect((await cellOf(fenCell(2n ** 80n))).text).toBe("12089258196146291747061.76");
  });
});

describe("a workbook", () => {
  it("has its sheets by their names, each with its head in sight", async () => {
    const parts = await partsOf([sheet([[countCell(1)]]), { ...sheet([]), name: "按规则 by rule" }]);
    expect(parts["xl/workbook.xml"]).toContain('name="疑点"');
    expect(parts["xl/workbook.xml"]).toContain('name="按规则 by rule"');
    for (const name of ["sheet1", "sheet2"]) {
      expect(parts[`xl/worksheets/${name}.xml`]).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    }
  });

  it("of 5,000 rows has them all, and the server lives while it is written", async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => [
      textCell(`8300385000000${n + 1_000_000}`),
      fenCell(BigInt(n)),
    ]);
    let beats = 0;
    const heart = setInterval(() => {
      beats += 1;
    }, 10);
    const parts = await partsOf([sheet(rows)]);
    clearInterval(heart);
    expect(parts["xl/worksheets/sheet1.xml"]?.match(/<row /g)).toHaveLength(5_001);
    expect(parts["xl/sharedStrings.xml"]).toContain("83003850000001004999");
    expect(beats).toBeGreaterThan(5);
  });

  it("that can not be written is refused, and the next one is written", async () => {
    const broken = { sheets: [{ ...sheet([]), name: "[not a name]" }] };
    await expect(write(broken)).rejects.toThrow();
    expect((await write({ sheets: [sheet([])] })).byteLength).toBeGreaterThan(1_000);
  });
});
