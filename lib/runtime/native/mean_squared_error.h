// The mean squared error. Its sum is taken in chunks of fixed size; the sums of the chunks are added in double, in order.
#pragma once
#include "elementwise.h"

namespace telltale {

constexpr std::int64_t kErrorChunk = 16384;

inline float meanSquaredError(const Workers& workers, std::int64_t size, const float* prediction, const float* target) {
  const std::int64_t chunks = (size + kErrorChunk - 1) / kErrorChunk;
  Buffer sums(static_cast<std::size_t>(chunks));
  workers.run(chunks, 3 * kErrorChunk, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t chunk = first; chunk < end; chunk++) {
      const std::int64_t last = std::min(size, (chunk + 1) * kErrorChunk);
      Vector sum = {};
      for (std::int64_t i = chunk * kErrorChunk; i < last; i += kWidth) {
        const int count = static_cast<int>(std::min<std::int64_t>(kWidth, last - i));
        const Vector error = load(prediction + i, count) - load(target + i, count);
        sum += error * error;
      }
      sums.data()[chunk] = sumOf(sum);
    }
  });
  double total = 0;
  for (std::int64_t chunk = 0; chunk < chunks; chunk++) total += sums.data()[chunk];
  return static_cast<float>(total / static_cast<double>(size));
}

/** Computes the prediction's gradient, 2 (prediction - target) / size times the loss's. */
inline void meanSquaredErrorBack(const Workers& workers, std::int64_t size, const float* prediction, const float* target,
                                 float dLoss, float* dPrediction) {
  const float scale = 2 * dLoss / static_cast<float>(size);
  overVectors(workers, size, [=](std::int64_t i, int count) {
    store(dPrediction + i, scale * (load(prediction + i, count) - load(target + i, count)), count);
  });
}

}  // namespace telltale
