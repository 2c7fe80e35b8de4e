// Checks the LSTM's kernels against the equations in double.
#pragma once
#include "../../../lib/runtime/native/lstm_back.h"
#include "check.h"

namespace telltale {

struct LstmNumbers {
  std::vector<double> x, kernel, recurrent, bias, h0, c0;
};

/** Runs the equations one number at a time; returns the states, [batch, steps, hidden]. */
inline std::vector<double> plainLstm(const LstmSizes& sizes, const LstmNumbers& n) {
  const int H = sizes.hidden, F = sizes.features;
  std::vector<double> states(sizes.rows() * H);
  for (int b = 0; b < sizes.batch; b++) {
    std::vector<double> h(H), c(H), p(4 * H);
    if (!n.h0.empty()) h.assign(&n.h0[b * H], &n.h0[b * H] + H), c.assign(&n.c0[b * H], &n.c0[b * H] + H);
    for (int t = 0; t < sizes.steps; t++) {
      const double* x = &n.x[(sizes.repeated ? b : b * sizes.steps + t) * F];
      for (int j = 0; j < 4 * H; j++) {
        p[j] = n.bias[j];
        for (int k = 0; k < F; k++) p[j] += x[k] * n.kernel[k * 4 * H + j];
        for (int k = 0; k < H; k++) p[j] += h[k] * n.recurrent[k * 4 * H + j];
      }
      const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
      for (int u = 0; u < H; u++) {
        c[u] = sigmoid(p[H + u]) * c[u] + sigmoid(p[u]) * std::tanh(p[2 * H + u]);
        h[u] = sigmoid(p[3 * H + u]) * std::tanh(c[u]);
        states[(b * sizes.steps + t) * H + u] = h[u];
      }
    }
  }
  return states;
}

struct LstmResults {
  std::vector<float> states, trace, projection, kernel, recurrent, bias, h0, c0;
};

inline LstmResults runLstm(const Workers& workers, const LstmSizes& sizes, const LstmInputs& inputs,
                           const std::vector<float>& dStates) {
  const std::size_t H = sizes.hidden, state = inputs.h0 ? sizes.batch * H : 0;
  LstmResults r{std::vector<float>(sizes.rows() * H), std::vector<float>(sizes.trace()),
                std::vector<float>((sizes.repeated ? sizes.batch : sizes.rows()) * 4 * H),
                std::vector<float>(sizes.features * 4 * H), std::vector<float>(H * 4 * H), std::vector<float>(4 * H),
                std::vector<float>(state), std::vector<float>(state)};
  LstmForward(workers, sizes, inputs).run(r.states.data(), r.trace.data());
  const LstmGradients to{r.projection.data(), r.kernel.data(), r.recurrent.data(), r.bias.data(),
                         inputs.h0 ? r.h0.data() : nullptr, inputs.h0 ? r.c0.data() : nullptr};
  LstmBackward(workers, sizes, inputs, r.states.data(), r.trace.data(), dStates.data(), to).run();
  return r;
}

/** Checks random sizes: over a sequence and a repeated vector, with and without a first state. */
inline void checkLstm(Random& random, int shapes) {
  for (int shape = 0; shape < shapes; shape++) {
    const int most = random.size(0, 9) == 0 ? 70 : 18;
    const LstmSizes sizes{random.size(1, most), random.size(1, 6), random.size(1, most), random.size(1, most),
                          random.size(0, 1) == 1};
    const std::size_t H = sizes.hidden, batch = sizes.batch;
    const bool initial = random.size(0, 1) == 1;
    const auto x = random.floats((sizes.repeated ? batch : sizes.rows()) * sizes.features);
    const auto kernel = random.floats(sizes.features * 4 * H), recurrent = random.floats(H * 4 * H, .5f);
    const auto bias = random.floats(4 * H), dStates = random.floats(sizes.rows() * H);
    const auto h0 = random.floats(initial ? batch * H : 0), c0 = random.floats(initial ? batch * H : 0);
    const LstmInputs inputs{x.data(), kernel.data(), recurrent.data(), bias.data(), initial ? h0.data() : nullptr,
                            initial ? c0.data() : nullptr};
    const LstmResults r = runLstm(OneWorker(), sizes, inputs, dStates), three = runLstm(ThreeWorkers(), sizes, inputs, dStates);
    const std::string name = "LSTM [" + std::to_string(batch) + ", " + std::to_string(sizes.steps) + ", " +
                             std::to_string(sizes.features) + "] -> " + std::to_string(H) +
                             (sizes.repeated ? ", repeated" : "") + (initial ? ", from a state" : "");
    const auto doubles = [](const std::vector<float>& v) { return std::vector<double>(v.begin(), v.end()); };
    LstmNumbers n{doubles(x), doubles(kernel), doubles(recurrent), doubles(bias), doubles(h0), doubles(c0)};
    requireNear(name + ", states", r.states.data(), plainLstm(sizes, n));
    const auto loss = [&] {
      const std::vector<double> states = plainLstm(sizes, n);
      double sum = 0;
      for (std::size_t i = 0; i < states.size(); i++) sum += states[i] * dStates[i];
      return sum;
    };
    requireGradient(name + ", kernel", random, n.kernel, r.kernel.data(), loss);
    requireGradient(name + ", recurrent", random, n.recurrent, r.recurrent.data(), loss);
    requireGradient(name + ", bias", random, n.bias, r.bias.data(), loss);
    if (initial) requireGradient(name + ", h0", random, n.h0, r.h0.data(), loss);
    if (initial) requireGradient(name + ", c0", random, n.c0, r.c0.data(), loss);
    std::vector<float> dx(x.size());  // the layer computes this product outside
    for (std::size_t row = 0; row < x.size() / sizes.features; row++)
      for (int k = 0; k < sizes.features; k++) {
        double sum = 0;
        for (std::size_t j = 0; j < 4 * H; j++) sum += r.projection[row * 4 * H + j] * kernel[k * 4 * H + j];
        dx[row * sizes.features + k] = static_cast<float>(sum);
      }
    requireGradient(name + ", x", random, n.x, dx.data(), loss);
    requireSame(name + ", states", three.states, r.states);
    requireSame(name + ", projection", three.projection, r.projection);
    requireSame(name + ", kernel", three.kernel, r.kernel);
    requireSame(name + ", recurrent", three.recurrent, r.recurrent);
    requireSame(name + ", bias", three.bias, r.bias);
    requireSame(name + ", trace", three.trace, r.trace);
    requireSame(name + ", h0", three.h0, r.h0);
    requireSame(name + ", c0", three.c0, r.c0);
  }
}

}  // namespace telltale
