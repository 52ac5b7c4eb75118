/** The cyclic redundancy checks of S3 that Node does not have: CRC-32C (RFC 3720) and CRC-64/NVME (NVM Express, 64-bit). */

const castagnoli = 0x82f63b78;
/** 0x9a6c9329ac4bc9b5, as two halves: 32-bit arithmetic is a hundred times faster than bigints. */
const nvme = { high: 0x9a6c9329, low: 0xac4bc9b5 };

const tableOf32 = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ castagnoli : value >>> 1;
  return value;
});

const tableOf64 = Array.from({ length: 256 }, (_, index) => {
  let [high, low] = [0, index];
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = ((low >>> 1) | (high << 31)) >>> 0;
    high >>>= 1;
    if (isOdd) [high, low] = [(high ^ nvme.high) >>> 0, (low ^ nvme.low) >>> 0];
  }
  return { high, low };
});
const highOf64 = Uint32Array.from(tableOf64, ({ high }) => high);
const lowOf64 = Uint32Array.from(tableOf64, ({ low }) => low);

export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (tableOf32[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

export function crc64Nvme(bytes: Uint8Array): bigint {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lowOf64[index] ?? 0);
    high = (high >>> 8) ^ (highOf64[index] ?? 0);
  }
  return (BigInt((high ^ 0xffffffff) >>> 0) << 32n) | BigInt((low ^ 0xffffffff) >>> 0);
}
