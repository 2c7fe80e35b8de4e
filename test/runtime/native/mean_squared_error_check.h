// Checks the mean squared error against a plain sum in double.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/mean_squared_error.h"
#include "check.h"

namespace telltale {

inline double plainMeanSquaredError(const std::vector<double>& prediction, const std::vector<float>& target) {
  double sum = 0;
  for (std::size_t i = 0; i < target.size(); i++) sum += (prediction[i] - target[i]) * (prediction[i] - target[i]);
  return sum / static_cast<double>(target.size());
}

inline void checkMeanSquaredErrorSize(Random& random, int size) {
  const std::string name = "mean squared error of " + std::to_string(size);
  const std::size_t count = static_cast<std::size_t>(size);
  const auto prediction = random.floats(count, 3), target = random.floats(count);
  const float dLoss = random.floats(1, 2)[0], nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> losses[2], gradients[2];
  const auto compute = [&](const Workers& workers, int i) {
    losses[i] = {meanSquaredError(workers, size, prediction.data(), target.data())};
    gradients[i].assign(count, nan);  // numbers that are not written show
    meanSquaredErrorBack(workers, size, prediction.data(), target.data(), dLoss, gradients[i].data());
  };
  compute(OneWorker(), 0);
  compute(ThreeWorkers(), 1);
  std::vector<double> input(prediction.begin(), prediction.end());
  requireNear(name, losses[0].data(), {plainMeanSquaredError(input, target)});
  // A gradient of size 1 / count is compared as that of the sum.
  std::vector<float> ofSum;
  for (float value : gradients[0]) ofSum.push_back(value * static_cast<float>(size));
  const auto loss = [&] { return dLoss * plainMeanSquaredError(input, target) * size; };
  requireGradient(name + ", prediction", random, input, ofSum.data(), loss);
  requireSame(name, losses[1], losses[0]);
  requireSame(name + ", prediction", gradients[1], gradients[0]);
}

/** Checks random sizes: up to 70 x 70 numbers or, in one of eight, several chunks. */
inline void checkMeanSquaredError(Random& random, int shapes) {
  const int edge = static_cast<int>(kErrorChunk);
  for (int size : {1, edge - 1, edge, edge + 1, 2 * edge, 2 * edge + 1}) checkMeanSquaredErrorSize(random, size);
  for (int i = 0; i < shapes; i++) {
    const int small = random.size(1, 70) * random.size(1, 70);
    checkMeanSquaredErrorSize(random, i % 8 == 7 ? random.size(edge / 2, 4 * edge) : small);
  }
}

}  // namespace telltale
