// What the checks of the kernels share: random shapes and numbers, and comparison with a plain computation in double.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>
#include "../../../lib/runtime/native/workers.h"

namespace telltale {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int size(int least, int most) { return std::uniform_int_distribution<int>(least, most)(engine_); }
  std::vector<float> floats(std::size_t count, float bound = 1) {
    std::uniform_real_distribution<float> draw(-bound, bound);
    std::vector<float> values(count);
    for (float& value : values) value = draw(engine_);
    return values;
  }

 private:
  std::mt19937 engine_;
};

/** Divides work as three threads would, in reverse order: whatever depends on the order of tasks shows. */
class ThreeWorkers : public Workers {
 public:
  int threads() const override { return 3; }
  void run(std::int64_t count, std::int64_t, const std::function<void(std::int64_t, std::int64_t)>& work) const override {
    for (int i = 2; i >= 0; i--)
      if (count * i / 3 < count * (i + 1) / 3) work(count * i / 3, count * (i + 1) / 3);
  }
};

[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

/** Requires the values to be within `tolerance` of the expected ones, relative to the largest of them or 1. */
inline void requireNear(const std::string& what, const float* actual, const std::vector<double>& expected,
                        double tolerance = 1e-5) {
  double largest = 1;
  for (double value : expected) largest = std::max(largest, std::fabs(value));
  for (std::size_t i = 0; i < expected.size(); i++)
    if (!(std::fabs(actual[i] - expected[i]) <= tolerance * largest))
      fail(what + ": number " + std::to_string(i) + " is " + std::to_string(actual[i]) + ", expected " +
           std::to_string(expected[i]));
}

/** Requires equal bits. */
inline void requireSame(const std::string& what, const std::vector<float>& actual, const std::vector<float>& expected) {
  for (std::size_t i = 0; i < expected.size(); i++)
    if (actual[i] != expected[i]) fail(what + ": number " + std::to_string(i) + " depends on the number of threads");
}

/**
 * Requires the gradient of one input to agree with a finite difference of the loss along a random direction.
 *
 * @param input     The input as doubles; it is changed and put back.
 * @param gradient  What the kernel computed.
 * @param loss      Computes the loss in double from the inputs as they are now.
 */
inline void requireGradient(const std::string& what, Random& random, std::vector<double>& input, const float* gradient,
                            const std::function<double()>& loss, double tolerance = 2e-4) {
  const std::vector<double> kept = input;
  const std::vector<float> direction = random.floats(input.size());
  const double step = 1e-5;
  double along = 0, size = 0;
  for (std::size_t i = 0; i < input.size(); i++) {
    along += gradient[i] * static_cast<double>(direction[i]);
    size += std::fabs(gradient[i] * static_cast<double>(direction[i]));
    input[i] = kept[i] + step * direction[i];
  }
  const double above = loss();
  for (std::size_t i = 0; i < input.size(); i++) input[i] = kept[i] - step * direction[i];
  const double below = loss();
  input = kept;
  const double expected = (above - below) / (2 * step);
  if (!(std::fabs(along - expected) <= tolerance * (1 + size)))
    fail(what + ": the gradient gives " + std::to_string(along) + " along a direction, a finite difference " +
         std::to_string(expected));
}

}  // namespace telltale
