// One step of Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) over all variables, as in lib/training/adam.ts:
//
//   m = beta1 m + (1 - beta1) g     v = beta2 v + (1 - beta2) g^2
//   x = x - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>
#include "vector.h"
#include "workers.h"

namespace telltale {

struct AdamSettings {
  float decay1, decay2;  // 1 - beta1 and 1 - beta2, which a float holds to more digits than beta
  float epsilon;
};

/** One variable: its values before and after, which may be the same memory, and its gradient. */
struct AdamVariable {
  const float *before, *gradient;
  float* after;
  std::int64_t size;
};

/** The moments of all variables, end to end, before and after. */
struct AdamMoments {
  const float *m, *v;
  float *newM, *newV;
};

inline Vector squareRoot(Vector x) {
  for (int i = 0; i < kWidth; i++) x[i] = std::sqrt(x[i]);
  return x;
}

/** @param step  t, which counts from 1. */
inline void adam(const Workers& workers, const std::vector<AdamVariable>& variables, const AdamMoments& moments,
                 float step, float rate, const AdamSettings& settings) {
  constexpr std::int64_t kChunk = 8192;
  struct Chunk {
    const AdamVariable* variable;
    std::int64_t first, moment;
  };
  std::vector<Chunk> chunks;
  std::int64_t total = 0;
  for (const AdamVariable& variable : variables) {
    for (std::int64_t first = 0; first < variable.size; first += kChunk) chunks.push_back({&variable, first, total + first});
    total += variable.size;
  }
  const float decay1 = settings.decay1, decay2 = settings.decay2, epsilon = settings.epsilon;
  const double exact1 = 1.0 - decay1, exact2 = 1.0 - decay2;
  const float beta1 = static_cast<float>(exact1), beta2 = static_cast<float>(exact2);
  const float scaleM = static_cast<float>(1 / (1 - std::pow(exact1, step)));
  const float scaleV = static_cast<float>(1 / (1 - std::pow(exact2, step)));
  workers.run(static_cast<std::int64_t>(chunks.size()), 20 * kChunk, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; k++) {
      const auto& [variable, first, moment] = chunks[static_cast<std::size_t>(k)];
      const int size = static_cast<int>(std::min(kChunk, variable->size - first));
      for (int i = 0; i < size; i += kWidth) {
        const int count = size - i;
        const Vector g = load(variable->gradient + first + i, count);
        const Vector m = beta1 * load(moments.m + moment + i, count) + decay1 * g;
        const Vector v = beta2 * load(moments.v + moment + i, count) + decay2 * (g * g);
        const Vector move = m * scaleM * rate / (squareRoot(v * scaleV) + epsilon);
        store(moments.newM + moment + i, m, count);
        store(moments.newV + moment + i, v, count);
        store(variable->after + first + i, load(variable->before + first + i, count) - move, count);
      }
    }
  });
}

}  // namespace telltale
