import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** One entry of a zip file, by its name. */
export function entryOf(path: string, name: string): Buffer {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const [names, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    if (zip.toString("utf8", at + 46, at + 46 + names) === name) {
      const [method, size, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const content = zip.subarray(start, start + size);
      return method === 0 ? content : inflateRawSync(content);
    }
    at += 46 + names + extra + comment;
  }
  throw new Error(`${path} has no ${name}`);
}
