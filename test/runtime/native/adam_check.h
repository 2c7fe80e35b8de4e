// Checks Adam's step against its equations in double.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/adam.h"
#include "check.h"

namespace telltale {

namespace adam_check {

using Doubles = std::vector<double>;
using Floats = std::vector<float>;

/** Variables and their gradients, and the moments of all of them, end to end. */
struct State {
  std::vector<Floats> variables, gradients;
  Floats m, v;
};

/** Takes a step: in the memory of the state, or in new memory. */
inline State step(const Workers& workers, const State& from, float count, float rate, const AdamSettings& settings,
                  bool inPlace) {
  State to = from;
  if (!inPlace) {
    const float nan = std::numeric_limits<float>::quiet_NaN();  // numbers that are not written show
    for (Floats& variable : to.variables) variable.assign(variable.size(), nan);
    to.m.assign(to.m.size(), nan);
    to.v.assign(to.v.size(), nan);
  }
  const State& before = inPlace ? to : from;
  std::vector<AdamVariable> variables;
  for (std::size_t i = 0; i < from.variables.size(); i++)
    variables.push_back({before.variables[i].data(), from.gradients[i].data(), to.variables[i].data(),
                         static_cast<std::int64_t>(from.variables[i].size())});
  adam(workers, variables, {before.m.data(), before.v.data(), to.m.data(), to.v.data()}, count, rate, settings);
  return to;
}

/** Draws one to five variables, in one of eight cases larger than what a task updates. */
inline State randomState(Random& random, bool first) {
  State state;
  const int count = random.size(1, 5);
  std::size_t total = 0;
  for (int i = 0; i < count; i++) {
    const int size = random.size(0, 7) == 0 ? random.size(8000, 20000) : random.size(1, 70) * random.size(1, 70);
    state.variables.push_back(random.floats(static_cast<std::size_t>(size)));
    state.gradients.push_back(random.floats(static_cast<std::size_t>(size), random.size(0, 1) ? 1.f : 1e-3f));
    total += static_cast<std::size_t>(size);
  }
  state.m = first ? Floats(total) : random.floats(total);
  state.v = first ? Floats(total) : random.floats(total);
  if (!first)
    for (float& v : state.v) v = v * v + 0.01f;
  return state;
}

inline void checkState(Random& random) {
  const bool first = random.size(0, 3) == 0;
  const State state = randomState(random, first);
  const float count = static_cast<float>(first ? 1 : random.size(2, 3000)), rate = random.size(0, 1) ? 1.f : 1e-3f;
  const AdamSettings settings{random.size(0, 1) ? 0.1f : 0.5f, random.size(0, 1) ? 0.001f : 0.1f,
                              random.size(0, 1) ? 1e-8f : 1e-3f};
  const State one = step(OneWorker(), state, count, rate, settings, false);
  const State three = step(ThreeWorkers(), state, count, rate, settings, false);
  const State inPlace = step(ThreeWorkers(), state, count, rate, settings, true);
  const double decay1 = settings.decay1, decay2 = settings.decay2;
  const double left1 = 1 - std::pow(1 - decay1, count), left2 = 1 - std::pow(1 - decay2, count);
  Doubles m, v;
  for (std::size_t i = 0, moment = 0; i < state.variables.size(); i++) {
    const std::string name = "Adam, step " + std::to_string(static_cast<int>(count)) + ", variable " + std::to_string(i) +
                             " of " + std::to_string(state.variables[i].size());
    Doubles expected;
    for (std::size_t k = 0; k < state.variables[i].size(); k++, moment++) {
      const double g = state.gradients[i][k];
      m.push_back((1 - decay1) * state.m[moment] + decay1 * g);
      v.push_back((1 - decay2) * state.v[moment] + decay2 * g * g);
      const double move = rate * m.back() / left1 / (std::sqrt(v.back() / left2) + settings.epsilon);
      expected.push_back(state.variables[i][k] - move);
    }
    requireNear(name, one.variables[i].data(), expected);
    requireSame(name, three.variables[i], one.variables[i]);
    requireSame(name + ", in place", inPlace.variables[i], one.variables[i]);
  }
  requireNear("Adam, m", one.m.data(), m, 1e-6);
  requireNear("Adam, v", one.v.data(), v, 1e-6);
  requireSame("Adam, m", three.m, one.m);
  requireSame("Adam, v", three.v, one.v);
  requireSame("Adam, m in place", inPlace.m, one.m);
  requireSame("Adam, v in place", inPlace.v, one.v);
}

/** Requires a variable without a gradient to stay where it is. */
inline void checkAtRest() {
  const State rest{{Floats(19, 3.f)}, {Floats(19)}, Floats(19), Floats(19)};
  const State after = step(OneWorker(), rest, 1, 0.1f, {0.1f, 0.001f, 1e-8f}, false);
  for (float value : after.variables[0])
    if (value != 3) fail("Adam moves a variable without a gradient to " + std::to_string(value));
}

}  // namespace adam_check

/** Checks random numbers of variables, sizes and settings: in new memory and in place. */
inline void checkAdam(Random& random, int shapes) {
  adam_check::checkAtRest();
  for (int i = 0; i < shapes; i++) adam_check::checkState(random);
}

}  // namespace telltale
