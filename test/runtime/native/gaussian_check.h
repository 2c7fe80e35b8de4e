// Checks the two formulas of variational autoencoders against doubles.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/gaussian.h"
#include "check.h"

namespace telltale {

struct GaussianNumbers {
  std::vector<double> mu, logVar, epsilon;
};

inline std::vector<double> plainReparameterize(const GaussianNumbers& n) {
  std::vector<double> z(n.mu.size());
  for (std::size_t i = 0; i < z.size(); i++) z[i] = n.mu[i] + std::exp(n.logVar[i] / 2) * n.epsilon[i];
  return z;
}

inline double plainMeanKl(const GaussianNumbers& n, int batch) {
  double sum = 0;
  for (std::size_t i = 0; i < n.mu.size(); i++) sum += 1 + n.logVar[i] - n.mu[i] * n.mu[i] - std::exp(n.logVar[i]);
  return -0.5 * sum / batch;
}

inline void checkReparameterize(Random& random, const std::string& name, const std::vector<float>& mu,
                                const std::vector<float>& logVar, GaussianNumbers& n) {
  const std::size_t size = mu.size();
  const std::int64_t count = static_cast<std::int64_t>(size);
  const float nan = std::numeric_limits<float>::quiet_NaN();  // numbers that are not written show
  const auto epsilon = random.floats(size, 3), dz = random.floats(size);
  n.epsilon = {epsilon.begin(), epsilon.end()};
  std::vector<float> z(size, nan), dLogVar(size, nan), moved(size - 1, nan);
  reparameterize(count, mu.data(), logVar.data(), epsilon.data(), z.data());
  reparameterizeBack(count, logVar.data(), epsilon.data(), dz.data(), dLogVar.data());
  requireNear(name + ", z", z.data(), plainReparameterize(n));
  const auto loss = [&] {
    const std::vector<double> now = plainReparameterize(n);
    double sum = 0;
    for (std::size_t i = 0; i < size; i++) sum += now[i] * dz[i];
    return sum;
  };
  requireGradient(name + ", mu of z", random, n.mu, dz.data(), loss);
  requireGradient(name + ", logVar of z", random, n.logVar, dLogVar.data(), loss);
  // Without its first number, each number stands in another place of a vector.
  reparameterize(count - 1, mu.data() + 1, logVar.data() + 1, epsilon.data() + 1, moved.data());
  for (std::size_t i = 1; i < size; i++)
    if (moved[i - 1] != z[i]) fail(name + ": number " + std::to_string(i) + " of z depends on its place");
}

inline void checkMeanKl(Random& random, const std::string& name, int batch, const std::vector<float>& mu,
                        const std::vector<float>& logVar, GaussianNumbers& n) {
  const std::int64_t count = static_cast<std::int64_t>(mu.size());
  const float nan = std::numeric_limits<float>::quiet_NaN(), dKl = random.floats(1, 2)[0];
  const float kl = meanKl(count, batch, mu.data(), logVar.data());
  requireNear(name + ", KL", &kl, {plainMeanKl(n, batch)});
  std::vector<float> dMu(mu.size(), nan), dLogVar(mu.size(), nan);
  meanKlBack(count, batch, mu.data(), logVar.data(), dKl, dMu.data(), dLogVar.data());
  const auto loss = [&] { return dKl * plainMeanKl(n, batch); };
  requireGradient(name + ", mu of KL", random, n.mu, dMu.data(), loss);
  requireGradient(name + ", logVar of KL", random, n.logVar, dLogVar.data(), loss);
}

/** Requires the standard normal distribution to have no divergence from itself, and no gradient, to the last bit. */
inline void checkStandardNormal() {
  const std::vector<float> zero(3 * 7);
  std::vector<float> dMu(zero.size(), 1.f), dLogVar(zero.size(), 1.f);
  const float kl = meanKl(21, 3, zero.data(), zero.data());
  meanKlBack(21, 3, zero.data(), zero.data(), 1, dMu.data(), dLogVar.data());
  if (kl != 0 || dMu != zero || dLogVar != zero) fail("the KL divergence of N(0, I) is " + std::to_string(kl));
}

/** Checks random sizes, in one shape of eight with variances far from 1. */
inline void checkGaussian(Random& random, int shapes) {
  checkStandardNormal();
  for (int i = 0; i < shapes; i++) {
    const int batch = random.size(1, i % 16 == 15 ? 300 : 70), latent = random.size(1, 70);
    const std::size_t size = static_cast<std::size_t>(batch) * latent;
    const auto mu = random.floats(size, 2), logVar = random.floats(size, i % 8 == 7 ? 8 : 2);
    const std::string name = "Gaussian [" + std::to_string(batch) + ", " + std::to_string(latent) + "]";
    GaussianNumbers n{{mu.begin(), mu.end()}, {logVar.begin(), logVar.end()}, {}};
    checkReparameterize(random, name, mu, logVar, n);
    checkMeanKl(random, name, batch, mu, logVar, n);
  }
}

}  // namespace telltale
