// The Gaussian error linear unit x P(Z <= x) with Z ~ N(0, 1), by the exact error function, and its backward pass. The
// same number gives the same bits in every place of an array. The limits hold: gelu(-infinity) is 0, not NaN.
// Far from 0, the rounding of x^2 in e^(-x^2/2) limits the digits: the relative error is at most 1e-5 from -12 to -3.
#pragma once
#include "elementwise.h"
#include "functions.h"

namespace telltale {

inline Vector atLeast(Vector x, float bound) { return x < bound ? broadcast(bound) : x; }

inline Vector atMost(Vector x, float bound) { return x > bound ? broadcast(bound) : x; }

/**
 * Computes P(Z > x) e^(x^2/2) for x from 0 to 15, to a relative error of 2e-7. All coefficients are positive, so no
 * digits cancel.
 */
inline Vector tailRatio(Vector x) {
  // Fitted: least squares of P - ratio Q on [0, 15], reweighted until the greatest relative error is least (6.3e-9).
  const Vector above = polynomial(x, {0.00415321812f, 0.0408810452f, 0.183968887f, 0.439283073f, 0.5f});
  const Vector below = polynomial(x, {0.0104104625f, 0.102479704f, 0.471408039f, 1.20554721f, 1.67645121f, 1.f});
  return above / below;
}

/** Computes P(Z <= x) for |x| <= 15, given e^(-x^2/2). The lower tail keeps its digits. */
inline Vector normalProbability(Vector x, Vector power) {
  const Vector tail = power * tailRatio(absolute(x));
  return x < 0 ? tail : 1.f - tail;
}

/** Computes e^(-x^2/2). */
inline Vector normalPower(Vector x) { return exponential(-0.5f * (x * x)); }

/** y = x P(Z <= x); x, y: [size] */
inline void gelu(const Workers& workers, std::int64_t size, const float* x, float* y) {
  overVectors(workers, size, [=](std::int64_t i, int count) {
    const Vector value = atLeast(load(x + i, count), -15.f), bounded = atMost(value, 15.f);
    store(y + i, value * normalProbability(bounded, normalPower(bounded)), count);
  });
}

/** dx = dy (P(Z <= x) + x e^(-x^2/2) / sqrt(2 pi)); x, dy, dx: [size] */
inline void geluBack(const Workers& workers, std::int64_t size, const float* x, const float* dy, float* dx) {
  overVectors(workers, size, [=](std::int64_t i, int count) {
    const Vector bounded = atMost(atLeast(load(x + i, count), -15.f), 15.f), power = normalPower(bounded);
    const Vector slope = normalProbability(bounded, power) + bounded * power * 0.398942280f;
    store(dx + i, load(dy + i, count) * slope, count);
  });
}

}  // namespace telltale
