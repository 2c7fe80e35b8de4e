// Layer normalisation over rows, and its backward pass. A row is read again while it is in the first cache. Sums over a
// row take an order that depends on `features` only; sums over rows are made in blocks of 64 rows, added in order.
#pragma once
#include <algorithm>
#include <cmath>
#include "vector.h"
#include "workers.h"

namespace telltale {

/** Rows whose part of the gradients of gain and bias is summed by one task. */
constexpr std::int64_t kNormRows = 64;

/** Calls `body(first, count)` for each vector of a row, the last of which may be part full. */
template <class Body>
inline void overRow(int features, const Body& body) {
  int i = 0;
  for (; i + kWidth <= features; i += kWidth) body(i, kWidth);
  if (i < features) body(i, features - i);
}

/** Sums of a row: each has four vectors, so that additions need not wait for each other. */
template <int N>
struct RowSums {
  Vector parts[4][N] = {};

  /** Calls `add(sums, first, count)` for each vector of a row; it adds to the N sums. */
  template <class Add>
  RowSums(int features, const Add& add) {
    int i = 0;
    for (; i + 4 * kWidth <= features; i += 4 * kWidth)
      for (int part = 0; part < 4; part++) add(parts[part], i + part * kWidth, kWidth);
    for (; i + kWidth <= features; i += kWidth) add(parts[0], i, kWidth);
    if (i < features) add(parts[1], i, features - i);
  }

  float operator[](int n) const { return sumOf((parts[0][n] + parts[1][n]) + (parts[2][n] + parts[3][n])); }
};

/** Normalises one row; x, gain, bias, y: [features], statistics: [2] */
inline void layerNormRow(int features, const float* x, const float* gain, const float* bias, float* y,
                         float* statistics) {
  const RowSums<1> sum(features, [=](Vector* sums, int i, int count) { sums[0] += load(x + i, count); });
  const float mean = sum[0] / static_cast<float>(features);
  const RowSums<1> squares(features, [=](Vector* sums, int i, int count) {
    const Vector centred = firstLanes(load(x + i, count) - mean, count);
    sums[0] += centred * centred;
  });
  const float scale = 1.f / std::sqrt(squares[0] / static_cast<float>(features) + 1e-5f);
  overRow(features, [=](int i, int count) {
    const Vector normalised = (load(x + i, count) - mean) * scale;
    store(y + i, normalised * load(gain + i, count) + load(bias + i, count), count);
  });
  statistics[0] = mean;
  statistics[1] = scale;
}

/**
 * y = gain (x - mean) / sqrt(variance + 1e-5) + bias
 *
 * @param x, y        [rows, features]
 * @param gain, bias  [features]
 * @param statistics  [rows, 2]: mean and 1 / sqrt(variance + 1e-5) of each row, for the backward pass.
 */
inline void layerNorm(const Workers& workers, std::int64_t rows, int features, const float* x, const float* gain,
                      const float* bias, float* y, float* statistics) {
  workers.run(rows, 8 * static_cast<std::int64_t>(features), [=](std::int64_t first, std::int64_t end) {
    for (std::int64_t row = first; row < end; row++)
      layerNormRow(features, x + row * features, gain, bias, y + row * features, statistics + 2 * row);
  });
}

/** Computes dx of one row, and adds dy n to dGain and dy to dBias. These two have room for whole vectors. */
inline void layerNormBackRow(int features, const float* x, const float* gain, const float* statistics, const float* dy,
                             float* dx, float* dGain, float* dBias) {
  const float mean = statistics[0], scale = statistics[1];
  // Where the last vector has no features, dy and gain are loaded as zeros: it adds nothing.
  const RowSums<2> totals(features, [=](Vector* sums, int i, int count) {
    const Vector d = load(dy + i, count) * load(gain + i, count);
    sums[0] += d;
    sums[1] += d * (load(x + i, count) - mean);
  });
  const float meanD = totals[0] / static_cast<float>(features);
  const float along = totals[1] * scale / static_cast<float>(features);
  overRow(features, [=](int i, int count) {
    const Vector normalised = (load(x + i, count) - mean) * scale, gradient = load(dy + i, count);
    store(dGain + i, load(dGain + i) + gradient * normalised);
    store(dBias + i, load(dBias + i) + gradient);
    store(dx + i, scale * (gradient * load(gain + i, count) - meanD - normalised * along), count);
  });
}

/**
 * dx = scale (d - mean(d) - n mean(d n)) with n the normalised rows and d = dy gain; dGain and dBias are the sums of
 * dy n and dy over the rows.
 *
 * @param x, dy, dx           [rows, features]
 * @param gain, dGain, dBias  [features]
 * @param statistics          [rows, 2], as layerNorm stored them.
 */
inline void layerNormBack(const Workers& workers, std::int64_t rows, int features, const float* x, const float* gain,
                          const float* statistics, const float* dy, float* dx, float* dGain, float* dBias) {
  const std::int64_t blocks = (rows + kNormRows - 1) / kNormRows;
  const std::int64_t width = static_cast<std::int64_t>(vectorsOf(features)) * kWidth;
  const Buffer buffer(static_cast<std::size_t>(blocks * 2 * width));
  float* const sums = buffer.data();  // [blocks, dGain and dBias, width]
  workers.run(blocks, kNormRows * 12 * features, [=](std::int64_t first, std::int64_t end) {
    std::fill(sums + first * 2 * width, sums + end * 2 * width, 0.f);
    for (std::int64_t row = first * kNormRows; row < std::min(rows, end * kNormRows); row++) {
      const std::int64_t at = row * features;
      float* const block = sums + row / kNormRows * 2 * width;
      layerNormBackRow(features, x + at, gain, statistics + 2 * row, dy + at, dx + at, block, block + width);
    }
  });
  workers.run(2 * vectorsOf(features), blocks * kWidth, [=](std::int64_t first, std::int64_t end) {
    for (std::int64_t i = first * kWidth; i < end * kWidth; i += kWidth) {
      Vector sum = {};
      for (std::int64_t block = 0; block < blocks; block++) sum += load(sums + block * 2 * width + i);
      float* const to = i < width ? dGain + i : dBias + (i - width);
      store(to, sum, static_cast<int>(std::min<std::int64_t>(kWidth, features - (i < width ? i : i - width))));
    }
  });
}

}  // namespace telltale
