// Checks the attention decoder against its equations in double, over random shapes.
#pragma once
#include <algorithm>
#include "../../../lib/runtime/native/attention_decoder.h"
#include "check.h"

namespace telltale {

namespace decoder {

using Doubles = std::vector<double>;
using Floats = std::vector<float>;

/** A size from 1 to 70: mostly small, often 1 or beside a whole number of vectors or tiles. */
inline int randomSize(Random& random) {
  static const int edges[] = {1, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33};
  const int kind = random.size(0, 19);
  if (kind == 0) return random.size(1, 70);
  return kind < 9 ? edges[random.size(0, 11)] : random.size(1, 6);
}

/** Draws sizes until the plain computation of one is short. */
inline DecoderSizes randomSizes(Random& random) {
  for (;;) {
    DecoderSizes sizes;
    auto& [batch, positions, units, hidden, steps] = sizes;
    for (int* size : {&batch, &positions, &units, &hidden, &steps}) *size = randomSize(random);
    const double operations = hidden * (units + 4. * hidden) + positions * (30. * units + 4. * hidden);
    if (batch * steps * operations < 1e6) return sizes;
  }
}

/** The inputs in the order of DecoderInputs. */
template <class Numbers>
struct Inputs {
  Numbers keys, values, initial, scorer, recurrent;
};

struct Outputs {
  Doubles states, attention;
};

/** Computes one step of a sample: `h` and `c` become those of the step. Returns a. */
inline Doubles plainStep(const DecoderSizes& sizes, const Inputs<Doubles>& inputs, int sample, Doubles& h, Doubles& c) {
  const auto [batch, positions, units, hidden, steps] = sizes;
  const int width = units + 4 * hidden;
  Doubles projected(width), a(positions), p(4 * hidden);
  for (int k = 0; k < hidden; k++)
    for (int j = 0; j < width; j++) projected[j] += h[k] * inputs.recurrent[k * width + j];
  for (int s = 0; s < positions; s++)
    for (int u = 0; u < units; u++)
      a[s] += inputs.scorer[u] * std::tanh(inputs.keys[(sample * positions + s) * units + u] + projected[u]);
  const double most = *std::max_element(a.begin(), a.end());
  double sum = 0;
  for (double& score : a) sum += score = std::exp(score - most);
  for (double& weight : a) weight /= sum;
  for (int j = 0; j < 4 * hidden; j++) {
    p[j] = projected[units + j];
    for (int s = 0; s < positions; s++) p[j] += a[s] * inputs.values[(sample * positions + s) * 4 * hidden + j];
  }
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (int j = 0; j < hidden; j++) {
    c[j] = sigmoid(p[hidden + j]) * c[j] + sigmoid(p[j]) * std::tanh(p[2 * hidden + j]);
    h[j] = sigmoid(p[3 * hidden + j]) * std::tanh(c[j]);
  }
  return a;
}

inline Outputs plainDecoder(const DecoderSizes& sizes, const Inputs<Doubles>& inputs) {
  Outputs outputs;
  for (int sample = 0; sample < sizes.batch; sample++) {
    const auto start = inputs.initial.begin() + sample * sizes.hidden;
    Doubles h(start, start + sizes.hidden), c(sizes.hidden);
    for (int t = 0; t < sizes.steps; t++) {
      const Doubles a = plainStep(sizes, inputs, sample, h, c);
      outputs.states.insert(outputs.states.end(), h.begin(), h.end());
      outputs.attention.insert(outputs.attention.end(), a.begin(), a.end());
    }
  }
  return outputs;
}

/** What the kernel computes. */
struct Results {
  Floats states, attention;
  Inputs<Floats> gradients;
};

inline DecoderInputs pointers(const Inputs<Floats>& inputs) {
  const auto& [keys, values, initial, scorer, recurrent] = inputs;
  return {keys.data(), values.data(), initial.data(), scorer.data(), recurrent.data()};
}

inline Results runDecoder(const Workers& workers, const DecoderSizes& sizes, const Inputs<Floats>& inputs,
                          const Floats& dStates) {
  const std::size_t looks = static_cast<std::size_t>(sizes.batch) * sizes.steps * sizes.positions;
  Results results = {Floats(dStates.size(), NAN), Floats(looks, NAN), inputs};
  Floats trace(decoderTraceSize(sizes), NAN);
  auto& [keys, values, initial, scorer, recurrent] = results.gradients;
  for (auto* all : {&keys, &values, &initial, &scorer, &recurrent}) std::fill(all->begin(), all->end(), NAN);
  const DecoderGradients gradients = {keys.data(), values.data(), initial.data(), scorer.data(), recurrent.data()};
  attentionDecoder(workers, sizes, pointers(inputs), results.states.data(), results.attention.data(), trace.data());
  attentionDecoderBack(workers, sizes, pointers(inputs), results.states.data(), trace.data(), dStates.data(),
                       gradients);
  return results;
}

inline void requireSameResults(const std::string& what, const Results& actual, const Results& expected) {
  requireSame(what + "states", actual.states, expected.states);
  requireSame(what + "attention", actual.attention, expected.attention);
  requireSame(what + "gradient of the keys", actual.gradients.keys, expected.gradients.keys);
  requireSame(what + "gradient of the values", actual.gradients.values, expected.gradients.values);
  requireSame(what + "gradient of the initial state", actual.gradients.initial, expected.gradients.initial);
  requireSame(what + "gradient of the scorer", actual.gradients.scorer, expected.gradients.scorer);
  requireSame(what + "gradient of the recurrent kernel", actual.gradients.recurrent, expected.gradients.recurrent);
}

/** Requires the states without a trace, and those of the last sample alone, to be the same numbers. */
inline void requireSameStates(const std::string& what, const DecoderSizes& sizes, const Inputs<Floats>& inputs,
                              const Floats& expected) {
  Floats states(expected.size(), NAN), attention(static_cast<std::size_t>(sizes.batch) * sizes.steps * sizes.positions);
  attentionDecoder(ThreeWorkers(), sizes, pointers(inputs), states.data(), attention.data(), nullptr);
  requireSame(what + "states without a trace", states, expected);
  const auto last = [&](const Floats& all) {
    return Floats(all.end() - static_cast<std::ptrdiff_t>(all.size()) / sizes.batch, all.end());
  };
  const Inputs<Floats> alone = {last(inputs.keys), last(inputs.values), last(inputs.initial), inputs.scorer,
                                inputs.recurrent};
  const DecoderSizes one = {1, sizes.positions, sizes.units, sizes.hidden, sizes.steps};
  Floats own(expected.size() / static_cast<std::size_t>(sizes.batch), NAN);
  attentionDecoder(OneWorker(), one, pointers(alone), own.data(), attention.data(), nullptr);
  requireSame(what + "states of a sample alone", own, last(expected));
}

/** Draws inputs. In one shape of four the keys are so large that e^2key is far from 1 or beyond the range of floats. */
inline Inputs<Floats> randomInputs(Random& random, const DecoderSizes& sizes) {
  const auto [batch, positions, units, hidden, steps] = sizes;
  const float bound = std::min(1.f, 2 / std::sqrt(static_cast<float>(hidden)));
  const int kind = random.size(0, 7);
  const float keys = kind == 0 ? 80 : kind == 1 ? 20 : 1;
  return {random.floats(batch * positions * units, keys), random.floats(batch * positions * 4 * hidden),
          random.floats(batch * hidden), random.floats(units), random.floats(hidden * (units + 4 * hidden), bound)};
}

/** Makes the first query large and the keys nearly its opposite: then e^2key e^2query would be infinity times zero. */
inline void oppose(Random& random, const DecoderSizes& sizes, Inputs<Floats>& inputs) {
  const Floats query = random.floats(sizes.units, 80);
  std::copy(query.begin(), query.end(), inputs.recurrent.begin());
  std::fill(inputs.initial.begin(), inputs.initial.end(), 0.f);
  for (int sample = 0; sample < sizes.batch; sample++) inputs.initial[sample * sizes.hidden] = 1;
  for (std::size_t i = 0; i < inputs.keys.size(); i++) inputs.keys[i] -= query[i % query.size()];
}

inline void checkDecoder(Random& random, const DecoderSizes& sizes, const Inputs<Floats>& inputs) {
  const auto [batch, positions, units, hidden, steps] = sizes;
  std::string what = "attention decoder";
  for (int size : {batch, positions, units, hidden, steps}) what += " " + std::to_string(size);
  what += ", ";
  const Floats dStates = random.floats(batch * steps * hidden);
  const Results results = runDecoder(OneWorker(), sizes, inputs, dStates);
  const auto doubles = [](const Floats& values) { return Doubles(values.begin(), values.end()); };
  Inputs<Doubles> exact = {doubles(inputs.keys), doubles(inputs.values), doubles(inputs.initial),
                           doubles(inputs.scorer), doubles(inputs.recurrent)};
  const Outputs expected = plainDecoder(sizes, exact);
  requireNear(what + "states", results.states.data(), expected.states);
  requireNear(what + "attention", results.attention.data(), expected.attention);
  const auto loss = [&] {
    const Doubles states = plainDecoder(sizes, exact).states;
    double sum = 0;
    for (std::size_t i = 0; i < states.size(); i++) sum += states[i] * dStates[i];
    return sum;
  };
  const auto& gradients = results.gradients;
  requireGradient(what + "keys", random, exact.keys, gradients.keys.data(), loss);
  requireGradient(what + "values", random, exact.values, gradients.values.data(), loss);
  requireGradient(what + "initial state", random, exact.initial, gradients.initial.data(), loss);
  requireGradient(what + "scorer", random, exact.scorer, gradients.scorer.data(), loss);
  requireGradient(what + "recurrent kernel", random, exact.recurrent, gradients.recurrent.data(), loss);
  requireSameResults(what, runDecoder(ThreeWorkers(), sizes, inputs, dStates), results);
  requireSameStates(what, sizes, inputs, results.states);
}

}  // namespace decoder

/** Checks the attention decoder over random shapes: numbers, gradients, and equal bits for any division of the work. */
inline void checkAttentionDecoder(Random& random, int shapes) {
  for (int i = 0; i < shapes; i++) {
    DecoderSizes sizes = decoder::randomSizes(random);
    auto inputs = decoder::randomInputs(random, sizes);
    if (i % 8 == 0) {
      sizes.steps = 1;  // later queries would magnify rounding
      decoder::oppose(random, sizes, inputs);
    }
    decoder::checkDecoder(random, sizes, inputs);
  }
}

}  // namespace telltale
