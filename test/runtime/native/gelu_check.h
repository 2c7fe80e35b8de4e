// Checks the error function, GELU and its gradient against the functions of double precision.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/gelu.h"
#include "check.h"

namespace telltale {

inline double plainProbability(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

inline double plainGelu(double x) { return x * plainProbability(x); }

inline double plainSlope(double x) {
  return plainProbability(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
}

inline std::vector<float> geluOf(const std::vector<float>& x, const Workers& workers = OneWorker()) {
  std::vector<float> y(x.size(), std::numeric_limits<float>::quiet_NaN());
  gelu(workers, static_cast<std::int64_t>(x.size()), x.data(), y.data());
  return y;
}

inline std::vector<float> geluBackOf(const std::vector<float>& x, const std::vector<float>& dy,
                                     const Workers& workers = OneWorker()) {
  std::vector<float> dx(x.size(), std::numeric_limits<float>::quiet_NaN());
  geluBack(workers, static_cast<std::int64_t>(x.size()), x.data(), dy.data(), dx.data());
  return dx;
}

/** Requires `actual` to be within `tolerance` of `expected`, relative to it. */
inline void requireRelative(const std::string& what, float x, float actual, double expected, double tolerance) {
  if (!(std::fabs(actual - expected) <= tolerance * std::fabs(expected)))
    fail(what + " of " + std::to_string(x) + ": relative error " +
         std::to_string((actual - expected) / expected * 1e6) + "e-6");
}

/** Checks numbers from -12 to 12 in steps of 1/4099. */
inline void checkGeluGrid() {
  std::vector<float> x;
  for (int i = -12 * 4099; i <= 12 * 4099; i++) x.push_back(static_cast<float>(i) / 4099);
  const std::vector<float> y = geluOf(x), slope = geluBackOf(x, std::vector<float>(x.size(), 1.f));
  for (std::size_t i = 0; i < x.size(); i++) {
    const double tolerance = x[i] < -3 ? 1e-5 : 1e-6;
    requireRelative("gelu", x[i], y[i], plainGelu(x[i]), tolerance);
    // The slope is 0 near -0.75.
    const double expected = plainSlope(x[i]);
    if (x[i] < -3)
      requireRelative("the slope of gelu", x[i], slope[i], expected, tolerance);
    else if (!(std::fabs(slope[i] - expected) <= 3e-7))
      fail("the slope of gelu at " + std::to_string(x[i]) + " is " + std::to_string(slope[i]));
  }
}

inline void checkGeluSpecialValues() {
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const float most = std::numeric_limits<float>::max(), least = std::numeric_limits<float>::denorm_min();
  const std::vector<float> x = {0.f, -0.f, infinity, -infinity, most, -most, 20.f, -20.f, least, -least};
  const std::vector<float> values = {0.f, 0.f, infinity, 0.f, most, 0.f, 20.f, 0.f};
  const std::vector<float> slopes = {0.5f, 0.5f, 1.f, 0.f, 1.f, 0.f, 1.f, 0.f, 0.5f, 0.5f};
  const std::vector<float> y = geluOf(x), slope = geluBackOf(x, std::vector<float>(x.size(), 1.f));
  for (std::size_t i = 0; i < x.size(); i++) {
    const std::string at = " of " + std::to_string(x[i]);
    if (i < values.size() && y[i] != values[i]) fail("gelu" + at + " is " + std::to_string(y[i]));
    if (slope[i] != slopes[i]) fail("the slope of gelu" + at + " is " + std::to_string(slope[i]));
  }
  const float all[] = {geluOf({nan})[0], geluBackOf({nan}, {1.f})[0], geluBackOf({1.f}, {nan})[0]};
  for (float value : all)
    if (value == value) fail("gelu of NaN is " + std::to_string(value));
}

inline void checkGeluShape(Random& random, std::size_t size) {
  const std::string what = "gelu of " + std::to_string(size);
  const std::vector<float> x = random.floats(size, 6), dy = random.floats(size);
  const std::vector<float> y = geluOf(x), dx = geluBackOf(x, dy);
  requireSame(what, geluOf(x, ThreeWorkers()), y);
  requireSame(what + ", dx", geluBackOf(x, dy, ThreeWorkers()), dx);
  // Without its first number, each number stands in another place of a vector.
  const std::vector<float> moved = geluOf({x.begin() + 1, x.end()});
  const std::vector<float> movedBack = geluBackOf({x.begin() + 1, x.end()}, {dy.begin() + 1, dy.end()});
  for (std::size_t i = 1; i < size; i++)
    if (y[i] != moved[i - 1] || dx[i] != movedBack[i - 1])
      fail(what + ": number " + std::to_string(i) + " depends on its place");

  std::vector<double> input(x.begin(), x.end()), expected;
  for (double value : input) expected.push_back(plainGelu(value));
  requireNear(what, y.data(), expected, 1e-6);
  const auto loss = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < size; i++) sum += plainGelu(input[i]) * dy[i];
    return sum;
  };
  requireGradient(what + ", dx", random, input, dx.data(), loss);
}

/** Checks a grid, special values and random sizes: of up to 70 x 70 numbers or, one in sixteen, 300 x 300. */
inline void checkGelu(Random& random, int shapes) {
  checkGeluGrid();
  checkGeluSpecialValues();
  for (int i = 0; i < shapes; i++) {
    const int most = i % 16 == 15 ? 300 : 70;
    const int rows = random.size(1, most);
    checkGeluShape(random, static_cast<std::size_t>(rows) * static_cast<std::size_t>(random.size(1, most)));
  }
  for (std::size_t size = 1; size <= 40; size++) checkGeluShape(random, size);
}

}  // namespace telltale
