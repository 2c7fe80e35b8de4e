// A block of rows of the two associations of the Anomaly Transformer, and what is computed from them while they lie in
// cache. lib/layers/associations.ts and association-discrepancy.ts explain the equations.
#pragma once
#include <algorithm>
#include <limits>
#include <type_traits>
#include "functions.h"

namespace telltale {
namespace associations {

/** Rows of a map that are computed at once. */
constexpr int kMapRows = 36;

/** A number for each row of a block. It is filled up to whole vectors. */
struct alignas(64) RowValues {
  float values[vectorsOf(kMapRows) * kWidth] = {};
  float& operator[](int i) { return values[i]; }
  float operator[](int i) const { return values[i]; }
};

/** Some rows of a map [window, window], from row `first` on. Each is padded to whole vectors. */
struct MapRows {
  float* data;
  int stride, first, count, window;

  float* operator[](int i) const { return data + static_cast<std::int64_t>(i) * stride; }
  int vectors() const { return vectorsOf(window); }
};

/** The numbers 0, 1, 2, ... */
inline Vector laneNumbers() {
  Vector v = {};
  for (int i = 0; i < kWidth; i++) v[i] = static_cast<float>(i);
  return v;
}

/** Sets the padding of scores to minus infinity, whose exponential is 0. */
inline void closeRows(const MapRows& scores) {
  const int last = (scores.vectors() - 1) * kWidth;
  const Vector padding = broadcast(-std::numeric_limits<float>::infinity());
  for (int i = 0; i < scores.count; i++) {
    float* const at = scores[i] + last;
    store(at, laneNumbers() < static_cast<float>(scores.window - last) ? load(at) : padding);
  }
}

/**
 * Replaces scores by e^(score - the row's maximum).
 *
 * @param inverses  Becomes 1 / the sum of each row. A row times this is S.
 * @param logSums   Becomes the logarithm of the sum of e^score of each row.
 */
inline void exponentials(const MapRows& scores, RowValues& inverses, float* logSums) {
  const int vectors = scores.vectors();
  RowValues maxima, sums;
  closeRows(scores);
  for (int i = 0; i < scores.count; i++) {
    Vector most = load(scores[i]);
    for (int v = 1; v < vectors; v++) {
      const Vector x = load(scores[i] + v * kWidth);
      most = x > most ? x : most;
    }
    maxima[i] = maximumOf(most);
  }
  for (int i = 0; i < scores.count; i++) {
    Vector sum = {};
    for (int v = 0; v < vectors; v++) {
      float* const at = scores[i] + v * kWidth;
      const Vector e = exponential(load(at) - maxima[i]);
      store(at, e);
      sum += e;
    }
    sums[i] = sumOf(sum);
  }
  for (int i = 0; i < scores.count; i += kWidth) {
    const Vector sum = load(&sums[i]);
    store(&inverses[i], 1.f / sum);
    store(logSums + i, load(&maxima[i]) + logarithm(sum), scores.count - i);
  }
}

/** The prior reaches no further: at the greatest width, 2.0001, e^(-29^2 / (2 width^2)) is 0 in float arithmetic. */
constexpr int kPriorReach = 29;

/** Rows of the prior association: P_ij = e_ij / sum_k e_ik with e_ij = e^(q_ij / width_i^2) and q_ij = -(i - j)^2 / 2. */
class PriorRows {
 public:
  /**
   * Computes the rows.
   *
   * @param rows   Where to keep e.
   * @param sigma  The raw projection of the first row. That of the next is `heads` numbers further.
   */
  PriorRows(const MapRows& rows, const float* sigma, int heads) : rows_(rows) {
    computeWidths(sigma, heads);
    RowValues sums, moments;
    for (int i = 0; i < rows.count; i++) computeRow(i, sums[i], moments[i]);
    for (int i = 0; i < rows.count; i += kWidth) {
      const Vector inverse = 1.f / load(&sums[i]);
      store(&inverses_[i], inverse);
      store(&means_[i], load(&moments[i]) * inverse);
    }
  }

  /** Calls `body(near, v, P)` for every vector v of row i. `near` is a constant: where it is false, P is 0. */
  template <class Body>
  void forVectors(int i, const Body& body) const {
    const int near = end_[i] - begin_[i];
    for (int n = 0; n < rows_.vectors() - near; n++) body(std::false_type{}, n < begin_[i] ? n : n + near, Vector{});
    for (int v = begin_[i]; v < end_[i]; v++) body(std::true_type{}, v, load(rows_[i] + v * kWidth) * inverses_[i]);
  }

  /** Computes q_ij - sum_k P_ik q_ik. This times P_ij is the derivative of P_ij by 1 / width_i^2. */
  Vector centredSquares(int i, int v) const { return halfSquares(i, v) - means_[i]; }

  /** Computes the derivative of 1 / width_i^2 by sigma_i. */
  float precisionSlope(int i) const { return -2 / (widths_[i] * widths_[i] * widths_[i]) * widthSlopes_[i]; }

 private:
  /**
   * Computes 3^(sigmoid(5 sigma) + 1e-5) - 1. If the power is near 1, its rounding decides the digits of the width. The
   * exponential rounds such a power once, as associations.ts does.
   */
  void computeWidths(const float* sigma, int heads) {
    constexpr float kLogThree = 1.09861228866810969f;
    for (int i = 0; i < rows_.count; i++) widths_[i] = sigma[static_cast<std::int64_t>(i) * heads];
    for (int i = 0; i < rows_.count; i += kWidth) {
      const Vector gate = sigmoid(load(&widths_[i]) * 5.f);
      const Vector power = exponential((gate + 1e-5f) * kLogThree);
      store(&widths_[i], power - 1.f);
      store(&widthSlopes_[i], power * gate * (1.f - gate) * (5 * kLogThree));
    }
  }

  /** Computes e in row i where it may differ from 0, its sum, and the sum of e q. */
  void computeRow(int i, float& total, float& moment) {
    const int diagonal = rows_.first + i;
    // Further away, q / width^2 is below -104. A width that is NaN reaches as far as any.
    const float far = widths_[i] * 14.43f;
    const int reach = far < kPriorReach ? static_cast<int>(far) : kPriorReach;
    begin_[i] = std::max(0, diagonal - reach) / kWidth;
    end_[i] = vectorsOf(std::min(rows_.window, diagonal + reach + 1));
    const float precision = 1 / (widths_[i] * widths_[i]);
    Vector sum = {}, weighted = {};
    for (int v = begin_[i]; v < end_[i]; v++) {
      const auto inWindow = laneNumbers() < static_cast<float>(rows_.window - v * kWidth);
      const Vector q = halfSquares(i, v);
      const Vector e = inWindow ? exponential(q * precision) : Vector{};
      store(rows_[i] + v * kWidth, e);
      sum += e;
      weighted += e * q;
    }
    total = sumOf(sum);
    moment = sumOf(weighted);
  }

  /** Computes q in vector v of row i. */
  Vector halfSquares(int i, int v) const {
    const Vector distance = laneNumbers() + static_cast<float>(v * kWidth - rows_.first - i);
    return distance * distance * -0.5f;
  }

  const MapRows rows_;
  /** The widths, and their derivatives by sigma. */
  RowValues widths_, widthSlopes_;
  /** 1 / sum_k e_ik, and sum_k P_ik q_ik. */
  RowValues inverses_, means_;
  /** The vectors of each row in which e may differ from 0. Only these are kept. */
  int begin_[kMapRows], end_[kMapRows];
};

/** The logarithm of r = (S + 1e-4) / (P + 1e-4), and what it is made of. */
struct LogRatio {
  LogRatio(Vector series, Vector prior) {
    constexpr float kOffset = 1e-4f;
    shifted = series + kOffset;
    ratio = shifted * (1.f / (prior + kOffset));  // where P is 0, the compiler divides once
    log = logarithm(ratio);
  }
  Vector shifted, ratio, log;
};

/**
 * Computes sum_j (S_ij - P_ij) log r_ij for each row.
 *
 * @param series  The exponentials of the scores. Times its number of `inverses`, a row is S.
 */
inline void divergences(const MapRows& series, const RowValues& inverses, const PriorRows& prior, float* to) {
  for (int i = 0; i < series.count; i++) {
    Vector sum = {};
    prior.forVectors(i, [&](auto, int v, Vector p) {
      const Vector s = load(series[i] + v * kWidth) * inverses[i];
      sum += (s - p) * LogRatio(s, p).log;
    });
    to[i] = sumOf(sum);
  }
}

/** The gradient of each row's divergence. It reaches the series and the prior times a factor each. */
struct DivergenceGradient {
  const float* ofRows;
  float seriesScale, priorScale;
};

/**
 * Computes the gradients of scores and sigma:
 *
 *   dS_ij         = dGiven_ij + d_i (log r_ij + (S_ij - P_ij) / (S_ij + 1e-4))
 *   dScores_ij    = S_ij (dS_ij - sum_k S_ik dS_ik)
 *   dPrecision_i  = -d_i sum_j (log r_ij + r_ij) P_ij (q_ij - sum_k P_ik q_ik),   precision = 1 / width^2
 *
 * The gradient of P is -(log r + r - 1). The 1 cancels, because the sum of P is fixed.
 *
 * @param scores    Becomes S.
 * @param gradient  What reaches S from elsewhere. Becomes the gradient of the scores.
 * @param logSums   As `exponentials` computes them.
 * @param dSigma    The gradient of the first row's sigma. That of the next is `heads` numbers further.
 */
inline void associationGradients(const MapRows& scores, const MapRows& gradient, const float* logSums, const PriorRows& prior,
                                 const DivergenceGradient& d, float* dSigma, int heads) {
  const int vectors = scores.vectors();
  closeRows(scores);
  // Three short loops instead of one: the processor works on several turns of a loop at once only if they are short.
  for (int i = 0; i < scores.count; i++) {
    float *const series = scores[i], *const dSeries = gradient[i];
    for (int v = 0; v < vectors; v++) store(series + v * kWidth, exponential(load(series + v * kWidth) - logSums[i]));
    const float toSeries = d.ofRows[i] * d.seriesScale;
    Vector along = {}, slope = {};
    prior.forVectors(i, [&](auto near, int v, Vector p) {
      const Vector s = load(series + v * kWidth);
      const LogRatio r(s, p);
      const Vector ds = load(dSeries + v * kWidth) + toSeries * (r.log + (s - p) / r.shifted);
      if constexpr (near) slope += (r.log + r.ratio) * p * prior.centredSquares(i, v);
      along += s * ds;
      store(dSeries + v * kWidth, ds);
    });
    const float dPrecision = -d.ofRows[i] * d.priorScale * sumOf(slope), mean = sumOf(along);
    dSigma[static_cast<std::int64_t>(i) * heads] = dPrecision * prior.precisionSlope(i);
    for (int v = 0; v < vectors; v++) {
      float* const at = dSeries + v * kWidth;
      store(at, load(series + v * kWidth) * (load(at) - mean));
    }
  }
}

}  // namespace associations
}  // namespace telltale
