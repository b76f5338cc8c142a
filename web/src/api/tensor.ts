import { DataType, type Tensor } from "../gen/attentionviz/v1/tensor_pb";

/** Bytes of a value. */
export const widthOf: Record<DataType, number> = {
  [DataType.UNSPECIFIED]: 0,
  [DataType.FLOAT32]: 4,
  [DataType.FLOAT16]: 2,
  [DataType.UINT16]: 2,
  [DataType.INT32]: 4,
};

/** The values of a tensor, as numbers that fit. Throws where the bytes are not whole values. */
export function valuesOf(tensor: Tensor | undefined): Float32Array | Uint16Array | Int32Array {
  if (!tensor) throw new Error("the gateway sent no tensor where one belongs");
  return decode(tensor.dataType, tensor.data);
}

export function floatsOf(tensor: Tensor | undefined): Float32Array {
  const values = valuesOf(tensor);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** Little-endian packed values; browsers of today run on little-endian machines only. */
export function decode(type: DataType, bytes: Uint8Array): Float32Array | Uint16Array | Int32Array {
  const width = widthOf[type];
  if (width === 0 || bytes.length % width !== 0) throw new Error(`${bytes.length} bytes are not whole values of ${DataType[type]}`);
  // Typed arrays need an aligned start; messages are cut anywhere.
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  const args = [aligned.buffer as ArrayBuffer, aligned.byteOffset, bytes.length / width] as const;
  if (type === DataType.FLOAT32) return new Float32Array(...args);
  if (type === DataType.INT32) return new Int32Array(...args);
  const halves = new Uint16Array(...args);
  return type === DataType.UINT16 ? halves : halfToFloat(halves);
}

let table: Float32Array | undefined;

function halfToFloat(halves: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const [sign, exponent, mantissa] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
  });
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = table[halves[i]];
  return result;
}
