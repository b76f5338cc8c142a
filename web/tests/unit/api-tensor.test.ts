import { describe, expect, it } from "vitest";
import { decode, floatsOf, valuesOf, widthOf } from "../../src/api/tensor";
import { DataType } from "../../src/gen/attentionviz/v1/tensor_pb";
import { Random } from "./random";

/** Values written one by one, from an odd start, as messages are cut anywhere. */
function packed(values: number[], width: number, write: (view: DataView, at: number, value: number) => void): Uint8Array {
  const buffer = new ArrayBuffer(values.length * width + 1);
  values.forEach((value, i) => {
    write(new DataView(buffer), 1 + i * width, value);
  });
  return new Uint8Array(buffer, 1);
}

/** By the definition of IEEE 754 binary16: a sign, a power of two, ten bits behind the point. */
function halfByDefinition(bits: number): number {
  const digits = bits.toString(2).padStart(16, "0");
  const sign = digits[0] === "1" ? -1 : 1;
  const exponent = Number.parseInt(digits.slice(1, 6), 2);
  let fraction = exponent > 0 ? 1 : 0;
  for (let i = 0; i < 10; i++) fraction += Number(digits[6 + i]) / 2 ** (i + 1);
  if (exponent === 31) return fraction === 1 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * fraction * 2 ** (Math.max(1, exponent) - 15);
}

describe("decode", () => {
  const random = new Random(1);

  it("Decode_LittleEndianBytesAtAnOddPlace_GivesTheNumbersWritten", () => {
    const floats = random.many(50, () => Math.fround(random.normal() * 1e3));
    expect([
      ...decode(
        DataType.FLOAT32,
        packed(floats, 4, (v, at, x) => v.setFloat32(at, x, true)),
      ),
    ]).toEqual(floats);
    const whole = [-2147483648, 2147483647, 0, -1, 65537];
    expect([
      ...decode(
        DataType.INT32,
        packed(whole, 4, (v, at, x) => v.setInt32(at, x, true)),
      ),
    ]).toEqual(whole);
    const short = [0, 1, 258, 65535];
    expect([
      ...decode(
        DataType.UINT16,
        packed(short, 2, (v, at, x) => v.setUint16(at, x, true)),
      ),
    ]).toEqual(short);
  });

  it("Decode_EveryHalf_IsWhatTheStandardSays", () => {
    const bits = Array.from({ length: 65536 }, (_, i) => i);
    const got = decode(
      DataType.FLOAT16,
      packed(bits, 2, (v, at, x) => v.setUint16(at, x, true)),
    );
    const wrong = bits.filter((b) => !Object.is(got[b], halfByDefinition(b)));
    expect(wrong).toEqual([]);
  });

  it("Decode_BytesThatAreNoWholeValues_SaysSo", () => {
    expect(() => decode(DataType.FLOAT32, new Uint8Array(7))).toThrow("7 bytes are not whole values of FLOAT32");
    expect(() => decode(DataType.FLOAT16, new Uint8Array(3))).toThrow("whole");
    expect(() => decode(DataType.UNSPECIFIED, new Uint8Array(4))).toThrow("whole");
    for (const type of [DataType.FLOAT32, DataType.FLOAT16, DataType.UINT16, DataType.INT32]) {
      expect(decode(type, new Uint8Array(0))).toHaveLength(0);
      expect(decode(type, new Uint8Array(12))).toHaveLength(12 / widthOf[type]);
    }
  });

  it("ValuesOf_NoTensor_SaysSo", () => {
    expect(() => valuesOf(undefined)).toThrow("no tensor");
    expect(() => floatsOf(undefined)).toThrow("no tensor");
  });

  it("FloatsOf_WholeNumbers_AreTheSameNumbers", () => {
    const data = packed([7, 65535], 2, (v, at, x) => v.setUint16(at, x, true));
    const got = floatsOf({ $typeName: "attentionviz.v1.Tensor", dataType: DataType.UINT16, shape: [2n], data });
    expect(got).toEqual(Float32Array.of(7, 65535));
  });
});
