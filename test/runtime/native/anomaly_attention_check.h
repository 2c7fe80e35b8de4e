// Checks anomaly attention against its equations in double, over random shapes.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include "../../../lib/runtime/native/anomaly_attention.h"
#include "check.h"

namespace telltale {

namespace anomaly {

using Doubles = std::vector<double>;
using Floats = std::vector<float>;

/** A size: mostly small, often 1 or beside a whole number of vectors. */
inline int randomSize(Random& random, int most) {
  static const int edges[] = {1, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33};
  const int kind = random.size(0, 19);
  if (kind == 0) return random.size(1, most);
  return kind < 10 ? std::min(most, edges[random.size(0, 11)]) : random.size(1, std::min(most, 12));
}

struct Maps {
  Doubles series, prior;  // [batch, heads, window, window]
};

struct Outputs {
  Doubles attended, discrepancy, logSums;
};

/** The definition, in double. */
struct Plain {
  AttentionSizes sizes;
  Doubles projected, sigma;

  /** Number j of query, key or value (part 0, 1 or 2). */
  double at(int part, int sample, int step, int head, int j) const {
    const auto [batch, window, heads, depth] = sizes;
    return projected[(((static_cast<std::size_t>(sample) * window + step) * 3 + part) * heads + head) * depth + j];
  }

  /** Computes one row of both maps. Returns the logarithm of the sum of e^score. */
  double row(int sample, int head, int i, double* series, double* prior) const {
    const auto [batch, window, heads, depth] = sizes;
    const double gate = 1 / (1 + std::exp(-5 * sigma[(static_cast<std::size_t>(sample) * window + i) * heads + head]));
    const double width = std::expm1((gate + 1e-5) * std::log(3.0));
    double sum = 0, priorSum = 0, most = -1e300;
    for (int j = 0; j < window; j++) {
      series[j] = 0;
      for (int k = 0; k < depth; k++) series[j] += at(0, sample, i, head, k) * at(1, sample, j, head, k);
      series[j] /= std::sqrt(static_cast<double>(depth));
      most = std::max(most, series[j]);
    }
    for (int j = 0; j < window; j++) {
      sum += series[j] = std::exp(series[j] - most);
      priorSum += prior[j] = std::exp(-0.5 * (i - j) * (i - j) / (width * width));
    }
    for (int j = 0; j < window; j++) series[j] /= sum, prior[j] /= priorSum;
    return most + std::log(sum);
  }

  Outputs run(Maps& maps) const {
    const auto [batch, window, heads, depth] = sizes;
    const std::size_t rows = static_cast<std::size_t>(batch) * heads * window, steps = rows / heads;
    Outputs outputs{Doubles(rows * depth), Doubles(steps), Doubles(rows)};
    maps = {Doubles(rows * window), Doubles(rows * window)};
    for (std::size_t r = 0; r < rows; r++) {
      const int i = static_cast<int>(r % window), head = static_cast<int>(r / window % heads);
      const int sample = static_cast<int>(r / window / heads);
      double* const series = &maps.series[r * window];
      outputs.logSums[r] = row(sample, head, i, series, &maps.prior[r * window]);
      const std::size_t step = static_cast<std::size_t>(sample) * window + i;
      for (int k = 0; k < depth; k++)
        for (int j = 0; j < window; j++)
          outputs.attended[(step * heads + head) * depth + k] += series[j] * at(2, sample, j, head, k);
    }
    outputs.discrepancy = discrepancy(maps.series, maps.prior);
    return outputs;
  }

  Doubles discrepancy(const Doubles& series, const Doubles& prior) const {
    const auto [batch, window, heads, depth] = sizes;
    Doubles mean(static_cast<std::size_t>(batch) * window);
    for (std::size_t at = 0; at < series.size(); at++) {
      const std::size_t r = at / window, step = r / window / heads * window + r % window;
      mean[step] += (series[at] - prior[at]) * std::log((series[at] + 1e-4) / (prior[at] + 1e-4)) / heads;
    }
    return mean;
  }
};

struct Results {
  explicit Results(const AttentionSizes& sizes) {
    const std::size_t steps = static_cast<std::size_t>(sizes.batch) * sizes.window, wide = steps * sizes.heads;
    const float unwritten = std::numeric_limits<float>::quiet_NaN();
    attended = Floats(wide * sizes.depth, unwritten), discrepancy = Floats(steps, unwritten);
    logSums = dSigma = Floats(wide, unwritten), dProjected = Floats(3 * wide * sizes.depth, unwritten);
  }
  Floats attended, discrepancy, logSums, dProjected, dSigma;
};

struct Inputs {
  AttentionSizes sizes;
  Floats projected, sigma, dAttended, dDiscrepancy;

  Results run(const Workers& workers, float seriesScale, float priorScale) const {
    Results to(sizes);
    anomalyAttention(workers, sizes, projected.data(), sigma.data(), to.attended.data(), to.discrepancy.data(),
                     to.logSums.data());
    anomalyAttentionBack(workers, sizes, projected.data(), sigma.data(), to.logSums.data(), dAttended.data(),
                         dDiscrepancy.data(), seriesScale, priorScale, to.dProjected.data(), to.dSigma.data());
    return to;
  }
};

inline Inputs randomInputs(Random& random) {
  static const float bounds[] = {0.3f, 1.5f, 30.f};  // the last gives the least and the greatest widths
  const AttentionSizes sizes{random.size(1, 4), randomSize(random, 70), random.size(1, 5), randomSize(random, 40)};
  const std::size_t steps = static_cast<std::size_t>(sizes.batch) * sizes.window, wide = steps * sizes.heads;
  return {sizes, random.floats(3 * wide * sizes.depth, random.size(0, 3) ? 1.f : 4.f),
          random.floats(wide, bounds[random.size(0, 2)]), random.floats(wide * sizes.depth), random.floats(steps)};
}

/** Checks the gradients. The loss holds the other map constant in each of the two shares of the discrepancy. */
inline void checkGradients(const std::string& what, Random& random, const Inputs& inputs, const Results& results,
                           float seriesScale, float priorScale) {
  Plain plain{inputs.sizes, Doubles(inputs.projected.begin(), inputs.projected.end()),
              Doubles(inputs.sigma.begin(), inputs.sigma.end())};
  Maps held;
  plain.run(held);
  const auto loss = [&] {
    Maps maps;
    const Outputs outputs = plain.run(maps);
    const Doubles ofSeries = plain.discrepancy(maps.series, held.prior), ofPrior = plain.discrepancy(held.series, maps.prior);
    double sum = 0;
    for (std::size_t i = 0; i < outputs.attended.size(); i++) sum += outputs.attended[i] * inputs.dAttended[i];
    for (std::size_t i = 0; i < ofSeries.size(); i++)
      sum += (seriesScale * ofSeries[i] + priorScale * ofPrior[i]) * inputs.dDiscrepancy[i];
    return sum;
  };
  requireGradient(what + ", projected", random, plain.projected, results.dProjected.data(), loss);
  requireGradient(what + ", sigma", random, plain.sigma, results.dSigma.data(), loss);
}

inline void checkShape(Random& random) {
  static const float scales[][2] = {{1, 1}, {0, 1}, {1, 0}, {-1, 1}};
  const auto& [seriesScale, priorScale] = scales[random.size(0, 3)];
  const Inputs inputs = randomInputs(random);
  const auto [batch, window, heads, depth] = inputs.sizes;
  const std::string what = "anomaly attention of batch " + std::to_string(batch) + ", window " + std::to_string(window) +
                           ", heads " + std::to_string(heads) + ", depth " + std::to_string(depth) + ", scales " +
                           std::to_string(seriesScale) + " and " + std::to_string(priorScale);
  const Results one = inputs.run(OneWorker(), seriesScale, priorScale);
  const Results three = inputs.run(ThreeWorkers(), seriesScale, priorScale);
  requireSame(what + ", attended", three.attended, one.attended);
  requireSame(what + ", discrepancy", three.discrepancy, one.discrepancy);
  requireSame(what + ", logSums", three.logSums, one.logSums);
  requireSame(what + ", gradient of projected", three.dProjected, one.dProjected);
  requireSame(what + ", gradient of sigma", three.dSigma, one.dSigma);

  Maps maps;
  const Outputs expected = Plain{inputs.sizes, Doubles(inputs.projected.begin(), inputs.projected.end()),
                                 Doubles(inputs.sigma.begin(), inputs.sigma.end())}
                               .run(maps);
  requireNear(what + ", attended", one.attended.data(), expected.attended);
  requireNear(what + ", discrepancy", one.discrepancy.data(), expected.discrepancy);
  requireNear(what + ", logSums", one.logSums.data(), expected.logSums);
  checkGradients(what, random, inputs, one, seriesScale, priorScale);
}

/** Checks the logarithm to within three units of the last place, over the normal floats and near 1. */
inline void checkLogarithm(Random& random) {
  for (const float bound : {87.f, 1.f, 1e-3f}) {
    Floats x = random.floats(64 * kWidth, bound);
    for (float& value : x) value = std::exp(value);
    for (std::size_t at = 0; at < x.size(); at += kWidth) {
      const Vector logarithms = logarithm(load(&x[at]));
      for (int i = 0; i < kWidth; i++) {
        const double expected = std::log(static_cast<double>(x[at + i]));
        if (!(std::fabs(logarithms[i] - expected) <= 1.8e-7 * std::fabs(expected)))
          fail("logarithm of " + std::to_string(x[at + i]) + ": " + std::to_string(logarithms[i]));
      }
    }
  }
}

}  // namespace anomaly

inline void checkAnomalyAttention(Random& random, int shapes) {
  for (int i = 0; i < shapes; i++) {
    anomaly::checkLogarithm(random);
    anomaly::checkShape(random);
  }
}

}  // namespace telltale
