// A block of rows of the two associations of the Anomaly Transformer, and what is computed from them while they lie in
// cache. See lib/layers/associations.ts and association-discrepancy.ts for the equations.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include "functions.h"

namespace telltale {

/** Rows of a map that are computed at once. */
constexpr int kMapRows = 36;

/** A number for each row of a block; the rest, up to whole vectors, is undefined. */
struct alignas(64) RowValues {
  float values[(kMapRows + kWidth - 1) / kWidth * kWidth] = {};
  float& operator[](int i) { return values[i]; }
  float operator[](int i) const { return values[i]; }
};

/** A few rows of a map [window, window], `first` being the first of them. They are padded to whole vectors. */
struct MapRows {
  float* data;
  int stride, first, count, window;
  float* operator[](int i) const { return data + static_cast<std::int64_t>(i) * stride; }
  int vectors() const { return vectorsOf(window); }
};

/** 0, 1, 2, ... */
inline Vector laneNumbers() {
  Vector v = {};
  for (int i = 0; i < kWidth; i++) v[i] = static_cast<float>(i);
  return v;
}

/** Sets the padding of rows of scores to minus infinity, whose exponential is 0. */
inline void closeRows(const MapRows& scores) {
  const int last = (scores.vectors() - 1) * kWidth;
  const Vector infinite = broadcast(-std::numeric_limits<float>::infinity());
  for (int i = 0; i < scores.count; i++) {
    float* const at = scores[i] + last;
    store(at, laneNumbers() < static_cast<float>(scores.window - last) ? load(at) : infinite);
  }
}

/**
 * Replaces scores by e^(score - the row's maximum).
 *
 * @param inverses  One divided by the sum of each row: times this, the row is S.
 * @param logSums   The logarithm of the sum of the exponentials of each row's scores.
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

/** No prior reaches further: at the greatest width, 2.0001, e^(-29^2 / (2 width^2)) is 0 in float arithmetic. */
constexpr int kPriorReach = 29;

/**
 * A block of rows of the prior association, P_ij = e_ij / sum_j e_ij with e_ij = e^(q_ij / width_i^2) and q_ij = -(i - j)^2
 * / 2.
 */
struct PriorBlock {
  /** e */
  MapRows rows;
  /** The width, and its derivative by sigma. */
  RowValues width, slope;
  /** One divided by the sum of a row, and the mean of q under the prior. */
  RowValues inverse, mean;
  /** The vectors of each row in which e may differ from 0; only these are kept. */
  int begin[kMapRows], end[kMapRows];

  /** @param sigma  The raw projection of the first row; those of the others follow in steps of `heads`. */
  PriorBlock(const MapRows& rows, const float* sigma, int heads) : rows(rows) {
    computeWidths(sigma, heads);
    RowValues sums, moments;
    for (int i = 0; i < rows.count; i++) computeRow(i, sums[i], moments[i]);
    for (int i = 0; i < rows.count; i += kWidth) {
      const Vector factor = 1.f / load(&sums[i]);
      store(&inverse[i], factor);
      store(&mean[i], load(&moments[i]) * factor);
    }
  }

  /** P in vector v of row i, which must be kept. */
  Vector value(int i, int v) const { return load(rows[i] + v * kWidth) * inverse[i]; }

  /** Calls `body(whether P may differ from 0, as a constant, v)` for every vector v of row i. */
  template <class Body>
  void forVectors(int i, const Body& body) const {
    const int kept = end[i] - begin[i];
    for (int n = 0; n < rows.vectors() - kept; n++) body(std::false_type{}, n < begin[i] ? n : n + kept);
    for (int v = begin[i]; v < end[i]; v++) body(std::true_type{}, v);
  }

  /** q in vector v of row i. */
  Vector halfSquares(int i, int v) const {
    const Vector distance = laneNumbers() + static_cast<float>(v * kWidth - rows.first - i);
    return distance * distance * -0.5f;
  }

 private:
  /**
   * Computes 3^(sigmoid(5 sigma) + 1e-5) - 1. The exponential rounds a power near 1 once, as associations.ts does: that
   * rounding decides the digits of the width.
   */
  void computeWidths(const float* sigma, int heads) {
    constexpr float kLogThree = 1.09861228866810969f;
    for (int i = 0; i < rows.count; i++) width[i] = sigma[static_cast<std::int64_t>(i) * heads];
    for (int i = 0; i < rows.count; i += kWidth) {
      const Vector gate = sigmoid(load(&width[i]) * 5.f);
      const Vector power = exponential((gate + 1e-5f) * kLogThree);
      store(&width[i], power - 1.f);
      store(&slope[i], power * gate * (1.f - gate) * (5 * kLogThree));
    }
  }

  /** Computes e in row i, its sum, and the sum of e q. Only near the diagonal e may differ from 0. */
  void computeRow(int i, float& total, float& moment) {
    const int window = rows.window, diagonal = rows.first + i;
    // Further away, q / width^2 is below -104. A width that is NaN reaches as far as any.
    const float far = width[i] * 14.43f;
    const int reach = far < kPriorReach ? static_cast<int>(far) : kPriorReach;
    begin[i] = std::max(0, diagonal - reach) / kWidth;
    end[i] = vectorsOf(std::min(window, diagonal + reach + 1));
    const float precision = 1 / (width[i] * width[i]);
    Vector sum = {}, weighted = {};
    for (int v = begin[i]; v < end[i]; v++) {
      const Vector q = halfSquares(i, v);
      const Vector e = laneNumbers() < static_cast<float>(window - v * kWidth) ? exponential(q * precision) : Vector{};
      store(rows[i] + v * kWidth, e);
      sum += e;
      weighted += e * q;
    }
    total = sumOf(sum);
    moment = sumOf(weighted);
  }
};

/** The logarithm of r = (S + 1e-4) / (P + 1e-4), and what it is made of. */
struct LogRatio {
  Vector shifted, ratio, log;
  LogRatio(Vector series, Vector prior) {
    constexpr float kOffset = 1e-4f;
    shifted = series + kOffset;
    ratio = shifted * (1.f / (prior + kOffset));
    log = logarithm(ratio);
  }
};

/**
 * Computes sum_j (S_ij - P_ij) log((S_ij + 1e-4) / (P_ij + 1e-4)) for each row.
 *
 * @param series  The rows of S, but for the factors `inverses`.
 */
inline void divergences(const MapRows& series, const RowValues& inverses, const PriorBlock& prior, float* to) {
  for (int i = 0; i < series.count; i++) {
    Vector sum = {};
    prior.forVectors(i, [&](auto kept, int v) {
      Vector p = {};
      if constexpr (kept) p = prior.value(i, v);
      const Vector s = load(series[i] + v * kWidth) * inverses[i];
      sum += (s - p) * LogRatio(s, p).log;
    });
    to[i] = sumOf(sum);
  }
}

/** The gradient of the divergence of each row, as it reaches the series and as it reaches the prior. */
struct DivergenceGradient {
  const float* of;
  float seriesScale, priorScale;
};

/**
 * Computes gradients of a block of rows. With r = (S + 1e-4) / (P + 1e-4):
 *
 *   dS_ij         = given_ij + d_i (log r_ij + (S_ij - P_ij) / (S_ij + 1e-4))
 *   dScores_ij    = S_ij (dS_ij - sum_k S_ik dS_ik)
 *   dPrecision_i  = -d_i sum_j (log r_ij + r_ij) P_ij (q_ij - sum_k P_ik q_ik),   precision = 1 / width^2
 *
 * The gradient by P is -(log r + r - 1); the 1 cancels, because the sum of P is fixed.
 *
 * @param scores    Becomes S.
 * @param gradient  The gradient of S that is given; becomes that of the scores.
 * @param logSums   As `exponentials` computes them.
 * @param dSigma    That of the first row; those of the others follow in steps of `heads`.
 */
inline void associationGradients(const MapRows& scores, const MapRows& gradient, const float* logSums, const PriorBlock& prior,
                                 const DivergenceGradient& d, float* dSigma, int heads) {
  RowValues dPrecision;
  closeRows(scores);
  for (int i = 0; i < scores.count; i++) {
    const float series = d.of[i] * d.seriesScale, logSum = logSums[i], mean = prior.mean[i];
    float *const scoresAt = scores[i], *const gradientAt = gradient[i];
    for (int v = 0; v < scores.vectors(); v++)
      store(scoresAt + v * kWidth, exponential(load(scoresAt + v * kWidth) - logSum));
    Vector dot = {}, sum = {};
    prior.forVectors(i, [&](auto kept, int v) {
      Vector p = {};
      if constexpr (kept) p = prior.value(i, v);
      const Vector s = load(scoresAt + v * kWidth);
      const LogRatio r(s, p);
      const Vector ds = load(gradientAt + v * kWidth) + series * (r.log + (s - p) / r.shifted);
      if constexpr (kept) sum += (r.log + r.ratio) * p * (prior.halfSquares(i, v) - mean);
      dot += s * ds;
      store(gradientAt + v * kWidth, ds);
    });
    dPrecision[i] = -d.of[i] * d.priorScale * sumOf(sum);
    const float along = sumOf(dot);
    for (int v = 0; v < scores.vectors(); v++) {
      float* const at = gradientAt + v * kWidth;
      store(at, load(scoresAt + v * kWidth) * (load(at) - along));
    }
  }
  for (int i = 0; i < scores.count; i++) {
    const float width = prior.width[i];
    dSigma[static_cast<std::int64_t>(i) * heads] = dPrecision[i] * -2 / (width * width * width) * prior.slope[i];
  }
}

}  // namespace telltale
