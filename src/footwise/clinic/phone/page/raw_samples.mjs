// What the sensor itself says, in the session's log: as 32-bit numbers, two seconds a record.

const RECORD_S = 2;

export class RawSamples {
  // `sign` is that of gravity, by which these numbers are still to be multiplied; `keep` takes a record.
  constructor(sign, keep) {
    this._sign = sign;
    this._keep = keep;
    this._rows = [];
  }

  take(row) {
    this._rows.push(row);
    const from_s = this._rows[0][0];
    if (row[0] - from_s < RECORD_S) return;
    const numbers = Float32Array.from(this._rows.flatMap(([time, ...rest]) => [time - from_s, ...rest]));
    const data = btoa(String.fromCharCode(...new Uint8Array(numbers.buffer)));
    this._rows = [];
    this._keep({ kind: "raw", from_s, sign: this._sign, data });
  }
}
