import { describe, expect, it } from "vitest";
import { base64, fromBase64 } from "../../src/export/base64";
import { fileName } from "../../src/export/save";
import { Random } from "./random";

describe("base64", () => {
  it.each([0, 1, 2, 3, 255, 32_767, 32_768, 32_769, 200_000])("Base64_%i bytes_AreAsNodeWritesThemAndReadBack", (count) => {
    const random = new Random(count);
    const bytes = Uint8Array.from({ length: count }, () => random.whole(0, 255));
    // Compared as text of their own: a list of so many would take its time.
    expect(base64(bytes) === Buffer.from(bytes).toString("base64")).toBe(true);
    expect(Buffer.compare(fromBase64(base64(bytes)), bytes)).toBe(0);
  });

  it("Base64_PartOfABuffer_IsThatPartOnly", () => {
    expect(base64(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe("AgM=");
  });
});

describe("fileName", () => {
  it("FileName_AnyText_IsOneThatEveryFileSystemTakes", () => {
    for (const text of ["L1 H2 tsne2@0.45", "a/b\\c:d*e?f", '<"x">|', "é 語 1", "../../x", "--a--"]) {
      expect(fileName(text, "csv")).toMatch(/^[\w@.][\w@.-]*\.csv$/);
    }
    for (const text of ["語", "", "...", "🙂 é", "-", "/"]) expect(fileName(text, "csv")).toMatch(/^\w+\.csv$/);
    expect(fileName("a".repeat(400), "csv").length).toBeLessThan(255);
    expect(fileName("mini-bert L1 H2 (tsne2@0.45)", "svg")).toBe("mini-bert-L1-H2-tsne2@0.45.svg");
  });
});
