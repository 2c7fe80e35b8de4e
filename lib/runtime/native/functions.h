// Elementary functions of vectors, to within four units of the last place of a float. Infinities come out as they should,
// and NaN stays NaN. They become part of their callers: a call would make these put their registers aside.
#pragma once
#include "vector.h"

namespace telltale {

/** Computes a polynomial by Horner's rule; the coefficient of the highest power comes first. */
template <int N>
[[gnu::always_inline]] inline Vector polynomial(Vector x, const float (&coefficients)[N]) {
  Vector sum = broadcast(coefficients[0]);
  for (int i = 1; i < N; i++) sum = sum * x + coefficients[i];
  return sum;
}

inline Vector asFloats(Integers bits) {
  Vector v;
  std::memcpy(&v, &bits, kVectorBytes);
  return v;
}

inline Integers asBits(Vector v) {
  Integers bits;
  std::memcpy(&bits, &v, kVectorBytes);
  return bits;
}

/** Computes 2^n for whole numbers n from -126 to 127. */
[[gnu::always_inline]] inline Vector powerOfTwo(Integers n) { return asFloats((n + 127) << 23); }

/** ln 2 in two parts. The first is short, so that its product with the power of a float is exact. */
constexpr float kLogTwoHigh = 0x1.62e4p-1f, kLogTwoLow = 0x1.7f7d1cp-20f;

/**
 * Computes e^x = 2^n e^r with n = round(x / ln 2) and |r| <= ln 2 / 2. The polynomial is Taylor's, to the seventh power.
 * Below -103.97 the result is 0, above 88.72 infinity, as in float arithmetic.
 */
[[gnu::always_inline]] inline Vector exponential(Vector x) {
  constexpr float kShift = 0x1.8p23f;  // adding it leaves no digits after the point
  Vector bounded = x > 89.f ? broadcast(89.f) : x;
  bounded = bounded < -104.f ? broadcast(-104.f) : bounded;
  const Vector n = (bounded * 1.44269504088896341f + kShift) - kShift;
  const Vector r = (bounded - n * kLogTwoHigh) - n * kLogTwoLow;
  const Vector tail = polynomial(r, {1.f / 5040, 1.f / 720, 1.f / 120, 1.f / 24, 1.f / 6, 0.5f});
  const Vector value = 1.f + (r + r * r * tail);
  // In two factors: 2^n itself may be beyond the range of normal floats.
  const Vector known = n == n ? n : Vector{};
  const Integers whole = __builtin_convertvector(known, Integers);
  const Integers half = whole >> 1;
  return value * powerOfTwo(half) * powerOfTwo(whole - half);
}

/**
 * Computes the natural logarithm of positive normal floats: ln x = n ln 2 + ln m with x = 2^n m and m from sqrt(1/2) to
 * sqrt(2). With f = m - 1 and s = f / (f + 2), ln m = 2 atanh s = 2 s (1 + s^2/3 + s^4/5 + ...). Since 2 s = f - s f, the
 * first term is f, which is exact. Zero, negative numbers and subnormal ones give no meaningful result.
 */
inline Vector logarithm(Vector x) {
  constexpr std::int32_t kLeast = 0x3f3504f3;  // the bits of sqrt(1/2)
  const Integers above = asBits(x) - kLeast;
  const Vector n = __builtin_convertvector(above >> 23, Vector);
  const Vector f = asFloats((above & 0x007fffff) + kLeast) - 1.f;
  const Vector s = f / (f + 2.f);
  const Vector square = s * s;
  const Vector series = square * polynomial(square, {2.f / 9, 2.f / 7, 2.f / 5, 2.f / 3});
  const Vector value = n * kLogTwoHigh + (f - (s * (f - series) - n * kLogTwoLow));
  return x < __builtin_inff() ? value : x;
}

/** Computes 1 / (1 + e^-x); 0 below -88.72, where the result is not a normal float. */
[[gnu::always_inline]] inline Vector sigmoid(Vector x) { return 1.f / (1.f + exponential(-x)); }

/** Computes tanh x: by its continued fraction near 0, where 1 - e^-2x would lose digits, else from e^-2|x|. */
[[gnu::always_inline]] inline Vector hyperbolicTangent(Vector x) {
  const Vector square = x * x, size = absolute(x);
  const auto near = size < 0.55f;
  // x / (1 + x^2 / (3 + x^2 / (5 + x^2 / (7 + x^2 / 9)))) as one fraction
  const Vector above = x * ((square * (1.f / 945) + 1.f / 9) * square + 1.f);
  const Vector below = (square * (1.f / 63) + 4.f / 9) * square + 1.f;
  const Vector e = exponential(-2.f * size);
  return (near ? above : (x < 0 ? e - 1.f : 1.f - e)) / (near ? below : 1.f + e);
}

}  // namespace telltale
