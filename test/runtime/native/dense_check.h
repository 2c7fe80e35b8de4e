// Checks the dense layer's kernels against plain sums in double.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/dense.h"
#include "check.h"

namespace telltale {

struct DenseNumbers {
  std::vector<double> x, kernel, bias;
};

/** Computes p = x kernel + bias, [rows, outputs]. */
inline std::vector<double> plainDense(const DenseSizes& sizes, const DenseNumbers& n) {
  const std::size_t rows = sizes.rows, inputs = sizes.inputs, outputs = sizes.outputs;
  std::vector<double> p(rows * outputs);
  for (std::size_t row = 0; row < rows; row++) {
    double* to = &p[row * outputs];
    for (std::size_t j = 0; j < outputs; j++) to[j] = n.bias[j];
    for (std::size_t k = 0; k < inputs; k++)
      for (std::size_t j = 0; j < outputs; j++) to[j] += n.x[row * inputs + k] * n.kernel[k * outputs + j];
  }
  return p;
}

struct DenseResults {
  std::vector<float> y, dp, dx, dKernel, dBias;
};

inline DenseResults runDense(const Workers& workers, const DenseSizes& sizes, Activation activation,
                             const std::vector<float>& x, const std::vector<float>& kernel,
                             const std::vector<float>& bias, const std::vector<float>& dy) {
  const float nan = std::numeric_limits<float>::quiet_NaN();  // numbers that are not written show
  DenseResults r{std::vector<float>(dy.size(), nan), dy, std::vector<float>(x.size(), nan),
                 std::vector<float>(kernel.size(), nan), std::vector<float>(bias.size(), nan)};
  dense(workers, sizes, activation, x.data(), kernel.data(), bias.data(), r.y.data());
  if (activation == Activation::relu) {
    r.dp.assign(dy.size(), nan);
    reluBack(workers, static_cast<std::int64_t>(dy.size()), r.y.data(), dy.data(), r.dp.data());
  }
  denseInput(workers, sizes, r.dp.data(), kernel.data(), r.dx.data());
  denseKernel(workers, sizes, x.data(), r.dp.data(), r.dKernel.data());
  sumRows(workers, r.dp.data(), sizes.rows, sizes.outputs, r.dBias.data());
  return r;
}

inline void checkDenseShape(Random& random, const DenseSizes& sizes, Activation activation) {
  const std::size_t rows = sizes.rows, inputs = sizes.inputs, outputs = sizes.outputs;
  const auto x = random.floats(rows * inputs), kernel = random.floats(inputs * outputs);
  const auto bias = random.floats(outputs), dy = random.floats(rows * outputs);
  const DenseResults r = runDense(OneWorker(), sizes, activation, x, kernel, bias, dy);
  const DenseResults three = runDense(ThreeWorkers(), sizes, activation, x, kernel, bias, dy);
  const std::string name = "dense [" + std::to_string(rows) + ", " + std::to_string(inputs) + "] -> " +
                           std::to_string(outputs) + (activation == Activation::relu ? ", relu" : "");
  DenseNumbers n{{x.begin(), x.end()}, {kernel.begin(), kernel.end()}, {bias.begin(), bias.end()}};
  std::vector<double> expected = plainDense(sizes, n);
  if (activation == Activation::relu)
    for (double& value : expected) value = std::max(value, 0.);
  requireNear(name + ", y", r.y.data(), expected);
  for (std::size_t i = 0; i < dy.size(); i++)
    if (r.dp[i] != (activation == Activation::linear || r.y[i] > 0 ? dy[i] : 0))
      fail(name + ": number " + std::to_string(i) + " of dp is " + std::to_string(r.dp[i]));
  // dp is held: near the rectifier's edge rounding would decide whether a gradient passes.
  const auto loss = [&] {
    const std::vector<double> p = plainDense(sizes, n);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); i++) sum += p[i] * r.dp[i];
    return sum;
  };
  requireGradient(name + ", x", random, n.x, r.dx.data(), loss);
  requireGradient(name + ", kernel", random, n.kernel, r.dKernel.data(), loss);
  requireGradient(name + ", bias", random, n.bias, r.dBias.data(), loss);
  requireSame(name + ", y", three.y, r.y);
  requireSame(name + ", dp", three.dp, r.dp);
  requireSame(name + ", dx", three.dx, r.dx);
  requireSame(name + ", dKernel", three.dKernel, r.dKernel);
  requireSame(name + ", dBias", three.dBias, r.dBias);
}

/** Requires NaN to stay NaN through the rectifier, in its own row only. */
inline void checkDenseNan() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> x = {1, nan, 1}, kernel(9, 1.f), bias(9, -2.f);
  std::vector<float> y(27, nan);
  dense(OneWorker(), {3, 1, 9}, Activation::relu, x.data(), kernel.data(), bias.data(), y.data());
  for (std::size_t i = 0; i < y.size(); i++)
    if (i / 9 == 1 ? y[i] == y[i] : y[i] != 0)
      fail("dense with NaN: number " + std::to_string(i) + " is " + std::to_string(y[i]));
}

/** Checks random sizes. In one shape of eight, one size spans several blocks of rows or of depth. */
inline void checkDense(Random& random, int shapes) {
  checkDenseNan();
  for (int i = 0; i < shapes; i++) {
    DenseSizes sizes{random.size(1, 70), random.size(1, 70), random.size(1, 70)};
    int* const all[] = {&sizes.rows, &sizes.inputs, &sizes.outputs};
    if (i % 8 == 7) *all[random.size(0, 2)] = random.size(90, 560);
    checkDenseShape(random, sizes, random.size(0, 1) == 1 ? Activation::relu : Activation::linear);
  }
}

}  // namespace telltale
