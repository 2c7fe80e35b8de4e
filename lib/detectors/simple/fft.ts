/** The discrete Fourier transform, of any length. */

/** Complex numbers as two arrays of one length. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Computes the discrete Fourier transform, or its inverse, divided by the length as numpy's `ifft` is. Takes O(length * log
 * length).
 *
 * @see Cooley & Tukey 1965, where the length is a power of 2; else Bluestein 1970, as a convolution of such a length.
 */
export function fft({ re, im }: Complex, inverse = false): Complex {
  const { length } = re;
  const sign = inverse ? 1 : -1;
  const result = Number.isInteger(Math.log2(length)) ? ofPowerOfTwo({ re, im }, sign) : bluestein({ re, im }, sign);
  if (!inverse) return result;
  return { re: result.re.map((value) => value / length), im: result.im.map((value) => value / length) };
}

function ofPowerOfTwo(input: Complex, sign: 1 | -1): Complex {
  const { length } = input.re;
  const bits = Math.log2(length);
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  for (let i = 0; i < length; i++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
    re[reversed] = input.re[i];
    im[reversed] = input.im[i];
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const angle = (sign * 2 * Math.PI * k) / size;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let i = k; i < length; i += size) {
        const j = i + half;
        const real = re[j] * cos - im[j] * sin;
        const imaginary = re[j] * sin + im[j] * cos;
        re[j] = re[i] - real;
        im[j] = im[i] - imaginary;
        re[i] += real;
        im[i] += imaginary;
      }
    }
  }
  return { re, im };
}

function bluestein(input: Complex, sign: 1 | -1): Complex {
  const { length } = input.re;
  const width = 2 ** Math.ceil(Math.log2(2 * length - 1));
  const chirp = { re: new Float64Array(length), im: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    const angle = (sign * Math.PI * ((i * i) % (2 * length))) / length;
    chirp.re[i] = Math.cos(angle);
    chirp.im[i] = Math.sin(angle);
  }
  const zeros = () => ({ re: new Float64Array(width), im: new Float64Array(width) });
  const [a, b] = [zeros(), zeros()];
  for (let i = 0; i < length; i++) {
    a.re[i] = input.re[i] * chirp.re[i] - input.im[i] * chirp.im[i];
    a.im[i] = input.re[i] * chirp.im[i] + input.im[i] * chirp.re[i];
    b.re[i] = b.re[(width - i) % width] = chirp.re[i];
    b.im[i] = b.im[(width - i) % width] = -chirp.im[i];
  }
  const convolved = fft(product(fft(a), fft(b)), true);
  return product({ re: convolved.re.subarray(0, length), im: convolved.im.subarray(0, length) }, chirp);
}

/** Multiplies element by element. */
function product(a: Complex, b: Complex): Complex {
  return {
    re: a.re.map((value, i) => value * b.re[i] - a.im[i] * b.im[i]),
    im: a.re.map((value, i) => value * b.im[i] + a.im[i] * b.re[i]),
  };
}
