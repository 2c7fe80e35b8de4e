// Checks the elementary functions against those of double precision.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/functions.h"
#include "check.h"

namespace telltale {

namespace functions {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kLeast = std::numeric_limits<float>::denorm_min(), kLeastNormal = std::numeric_limits<float>::min();
constexpr float kMost = std::numeric_limits<float>::max();

using Function = Vector (*)(Vector);
using Exact = double (*)(double);

inline Vector exponentialOf(Vector x) { return exponential(x); }
inline Vector sigmoidOf(Vector x) { return sigmoid(x); }
inline Vector tanhOf(Vector x) { return hyperbolicTangent(x); }

/** The distance between a float of this size and the next one. */
inline double lastPlace(double value) {
  return std::ldexp(1., std::max(value == 0 ? -126 : std::ilogb(value), -126) - 23);
}

/** Requires f(x) to be within four units of the last place, and to be the same in every place of a vector. */
inline void checkAt(const char* name, Function f, Exact exact, const std::vector<float>& x) {
  std::vector<float> y(x.size() + kWidth), moved(x.size() + kWidth), padded = x;
  padded.resize(x.size() + 2 * kWidth);
  for (std::size_t i = 0; i < x.size(); i += kWidth) {
    store(&y[i], f(load(&padded[i])));
    store(&moved[i], f(load(&padded[i + 1])));
  }
  for (std::size_t i = 0; i < x.size(); i++) {
    const double expected = exact(x[i]);
    const bool infinite = std::fabs(expected) > kMost;
    if (!(infinite ? y[i] == kInfinity : std::fabs(y[i] - expected) <= 4 * lastPlace(expected)))
      fail(std::string(name) + " of " + std::to_string(x[i]) + " is off by " +
           std::to_string((y[i] - expected) / lastPlace(expected)) + " units of the last place");
    if (i > 0 && moved[i - 1] != y[i]) fail(std::string(name) + " of " + std::to_string(x[i]) + " depends on its place");
  }
}

/** Numbers from `least` to `most` in equal steps. */
inline std::vector<float> evenly(float least, float most, int steps) {
  std::vector<float> x;
  for (int i = 0; i <= steps; i++) x.push_back(least + (most - least) * static_cast<float>(i) / static_cast<float>(steps));
  return x;
}

/** Numbers of both signs from 2^-149 to 2^most, 512 of them in each power of two. */
inline std::vector<float> acrossPowers(int most) {
  std::vector<float> x;
  for (int i = -149 * 512; i <= most * 512; i++) {
    const float value = static_cast<float>(std::exp2(i / 512.));
    x.push_back(value);
    x.push_back(-value);
  }
  return x;
}

inline double plainSigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/** Checks random numbers, other ones for each seed. */
inline void checkDraws(Random& random) {
  const std::size_t count = 64 * kWidth;
  checkAt("exponential", exponentialOf, std::exp, random.floats(count, 88));
  checkAt("sigmoid", sigmoidOf, plainSigmoid, random.floats(count, 88));
  for (const float bound : {100.f, 1.f, 1e-3f}) checkAt("tanh", tanhOf, std::tanh, random.floats(count, bound));
}

inline void checkGrids() {
  checkAt("exponential", exponentialOf, std::exp, evenly(-110, 95, 1000003));
  checkAt("exponential", exponentialOf, std::exp, acrossPowers(6));
  // Below -88.72, where e^-x is infinite, a sigmoid comes out as 0 instead of a subnormal number.
  checkAt("sigmoid", sigmoidOf, plainSigmoid, evenly(-88.7f, 200, 1000003));
  checkAt("sigmoid", sigmoidOf, plainSigmoid, acrossPowers(6));
  checkAt("tanh", tanhOf, std::tanh, evenly(-12, 12, 1000003));
  checkAt("tanh", tanhOf, std::tanh, acrossPowers(100));
}

inline void requireValues(const char* name, Function f, const std::vector<float>& x, const std::vector<float>& expected) {
  for (std::size_t i = 0; i < x.size(); i++) {
    const Vector y = f(broadcast(x[i]));
    for (int lane = 0; lane < kWidth; lane++)
      if (y[lane] != expected[i] || std::signbit(y[lane]) != std::signbit(expected[i]))
        fail(std::string(name) + " of " + std::to_string(x[i]) + " is " + std::to_string(y[lane]));
  }
  const Vector y = f(broadcast(kNan));
  for (int lane = 0; lane < kWidth; lane++)
    if (y[lane] == y[lane]) fail(std::string(name) + " of NaN is " + std::to_string(y[lane]));
}

inline void checkSpecialValues() {
  const std::vector<float> x = {0.f,   -0.f,   kInfinity, -kInfinity,   kMost,
                                -kMost, kLeast, -kLeast,   kLeastNormal, -kLeastNormal};
  requireValues("exponential", exponentialOf, x, {1, 1, kInfinity, 0, kInfinity, 0, 1, 1, 1, 1});
  requireValues("sigmoid", sigmoidOf, x, {.5f, .5f, 1, 0, 1, 0, .5f, .5f, .5f, .5f});
  requireValues("tanh", tanhOf, x, {0, -0.f, 1, -1, 1, -1, kLeast, -kLeast, kLeastNormal, -kLeastNormal});
  requireValues("exponential", exponentialOf, {-103.98f, 88.73f}, {0, kInfinity});
}

/** A lane that is NaN or infinite leaves the others as they are. */
inline void checkLanes() {
  for (Function f : {exponentialOf, sigmoidOf, tanhOf})
    for (const float special : {kNan, kInfinity, -kInfinity})
      for (int at = 0; at < kWidth; at++) {
        Vector x = broadcast(0.3f);
        x[at] = special;
        const Vector y = f(x), expected = f(broadcast(0.3f));
        for (int lane = 0; lane < kWidth; lane++)
          if (lane != at && y[lane] != expected[lane]) fail("a special value changes another lane");
      }
}

}  // namespace functions

/** Checks e^x, the sigmoid and tanh: special values, dense grids, and random numbers. */
inline void checkFunctions(Random& random, int shapes) {
  functions::checkSpecialValues();
  functions::checkLanes();
  functions::checkGrids();
  for (int i = 0; i < shapes; i++) functions::checkDraws(random);
}

}  // namespace telltale
