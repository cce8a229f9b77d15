/**
 * Gives the memory of a large array back at once, which is empty from then on: the collector may leave it where it is for long, or take a number
 * on the stack for its address.
 */
export function release({ buffer }: Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0)
}
