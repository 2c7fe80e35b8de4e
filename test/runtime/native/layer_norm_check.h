// Checks layer normalisation against a plain computation in double.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/layer_norm.h"
#include "check.h"

namespace telltale {

/** Computes y and each row's statistics; x, y: [rows, features], gain, bias: [features], statistics: [rows, 2] */
inline std::vector<double> plainLayerNorm(const std::vector<double>& x, const std::vector<double>& gain,
                                          const std::vector<double>& bias, std::vector<double>& statistics) {
  const std::size_t features = gain.size();
  std::vector<double> y(x.size());
  statistics.clear();
  for (std::size_t row = 0; row < x.size(); row += features) {
    double mean = 0, variance = 0;
    for (std::size_t i = 0; i < features; i++) mean += x[row + i] / static_cast<double>(features);
    for (std::size_t i = 0; i < features; i++)
      variance += (x[row + i] - mean) * (x[row + i] - mean) / static_cast<double>(features);
    const double scale = 1 / std::sqrt(variance + 1e-5);
    for (std::size_t i = 0; i < features; i++) y[row + i] = gain[i] * (x[row + i] - mean) * scale + bias[i];
    statistics.push_back(mean);
    statistics.push_back(scale);
  }
  return y;
}

inline void checkLayerNormShape(Random& random, int rows, int features) {
  const std::string what = "layer norm " + std::to_string(rows) + " x " + std::to_string(features);
  const std::size_t columns = static_cast<std::size_t>(features), count = static_cast<std::size_t>(rows);
  const std::size_t size = count * columns;
  const std::vector<float> x = random.floats(size), gain = random.floats(columns), bias = random.floats(columns);
  const std::vector<float> dy = random.floats(size);
  // Unwritten numbers stay NaN and show.
  const float nan = std::numeric_limits<float>::quiet_NaN();
  struct Results {
    std::vector<float> y, statistics, dx, dGain, dBias;
  };
  const auto compute = [&](const Workers& workers) {
    Results r{std::vector<float>(size, nan), std::vector<float>(2 * count, nan), std::vector<float>(size, nan),
              std::vector<float>(columns, nan), std::vector<float>(columns, nan)};
    layerNorm(workers, rows, features, x.data(), gain.data(), bias.data(), r.y.data(), r.statistics.data());
    layerNormBack(workers, rows, features, x.data(), gain.data(), r.statistics.data(), dy.data(), r.dx.data(),
                  r.dGain.data(), r.dBias.data());
    return r;
  };
  const Results one = compute(OneWorker()), three = compute(ThreeWorkers());
  requireSame(what + ", y", three.y, one.y);
  requireSame(what + ", statistics", three.statistics, one.statistics);
  requireSame(what + ", dx", three.dx, one.dx);
  requireSame(what + ", dGain", three.dGain, one.dGain);
  requireSame(what + ", dBias", three.dBias, one.dBias);

  std::vector<double> inputs[3] = {{x.begin(), x.end()}, {gain.begin(), gain.end()}, {bias.begin(), bias.end()}};
  std::vector<double> statistics;
  const std::vector<double> y = plainLayerNorm(inputs[0], inputs[1], inputs[2], statistics);
  requireNear(what + ", y", one.y.data(), y);
  requireNear(what + ", statistics", one.statistics.data(), statistics);
  const auto loss = [&] {
    std::vector<double> unused;
    const std::vector<double> now = plainLayerNorm(inputs[0], inputs[1], inputs[2], unused);
    double sum = 0;
    for (std::size_t i = 0; i < size; i++) sum += now[i] * dy[i];
    return sum;
  };
  requireGradient(what + ", dx", random, inputs[0], one.dx.data(), loss);
  requireGradient(what + ", dGain", random, inputs[1], one.dGain.data(), loss);
  requireGradient(what + ", dBias", random, inputs[2], one.dBias.data(), loss);
}

/** Requires the variance of numbers far from 0: the mean of squares less the squared mean would lose its digits. */
inline void checkLayerNormFarFromZero(Random& random) {
  std::vector<float> x = random.floats(64), y(64), statistics(2);
  for (float& value : x) value += 1000;
  const std::vector<float> gain(64, 1.f), bias(64, 0.f);
  layerNorm(OneWorker(), 1, 64, x.data(), gain.data(), bias.data(), y.data(), statistics.data());
  std::vector<double> unused;
  const std::vector<double> expected =
      plainLayerNorm({x.begin(), x.end()}, {gain.begin(), gain.end()}, {bias.begin(), bias.end()}, unused);
  requireNear("layer norm far from zero", y.data(), expected, 5e-4);
}

/** Checks random shapes, one in sixteen of them with up to 300 rows and features. */
inline void checkLayerNorm(Random& random, int shapes) {
  checkLayerNormFarFromZero(random);
  for (int i = 0; i < shapes; i++) {
    const int most = i % 16 == 15 ? 300 : 70;
    const int rows = random.size(1, most);
    checkLayerNormShape(random, rows, random.size(1, most));
  }
}

}  // namespace telltale
