// The two formulas of variational autoencoders, over mu and log variance [batch, latent]; see lib/layers/gaussian.ts:
//
//   z = mu + e^(logVar / 2) epsilon        mean KL = -1/2 sum (1 + logVar - mu^2 - e^logVar) / batch
#pragma once
#include "elementwise.h"
#include "functions.h"

namespace telltale {

inline void reparameterize(std::int64_t size, const float* mu, const float* logVar, const float* epsilon, float* z) {
  overVectors(OneWorker(), size, [&](std::int64_t i, int count) {
    const Vector deviation = exponential(0.5f * load(logVar + i, count));
    store(z + i, load(mu + i, count) + deviation * load(epsilon + i, count), count);
  });
}

/** Computes the gradient of logVar; that of mu is dz. */
inline void reparameterizeBack(std::int64_t size, const float* logVar, const float* epsilon, const float* dz, float* dLogVar) {
  overVectors(OneWorker(), size, [&](std::int64_t i, int count) {
    const Vector deviation = exponential(0.5f * load(logVar + i, count));
    store(dLogVar + i, 0.5f * load(dz + i, count) * deviation * load(epsilon + i, count), count);
  });
}

/** Adds the sums of vectors in double, from the first to the last. */
inline float meanKl(std::int64_t size, std::int64_t batch, const float* mu, const float* logVar) {
  double sum = 0;
  overVectors(OneWorker(), size, [&](std::int64_t i, int count) {
    const Vector m = load(mu + i, count), v = load(logVar + i, count);
    sum += sumOf(1.f + v - m * m - exponential(v)); // 0 past the last number
  });
  return static_cast<float>(-0.5 * sum / static_cast<double>(batch));
}

inline void meanKlBack(std::int64_t size, std::int64_t batch, const float* mu, const float* logVar, float dKl, float* dMu,
                       float* dLogVar) {
  const float scale = dKl / static_cast<float>(batch);
  overVectors(OneWorker(), size, [&](std::int64_t i, int count) {
    store(dMu + i, scale * load(mu + i, count), count);
    store(dLogVar + i, 0.5f * scale * (exponential(load(logVar + i, count)) - 1.f), count);
  });
}

}  // namespace telltale
