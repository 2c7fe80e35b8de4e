// Runs all checks of the kernels: checks [shapes of each] [seed]. It ends with 1 at the first fault, and names it.
#include <chrono>
#include "adam_check.h"
#include "anomaly_attention_check.h"
#include "attention_decoder_check.h"
#include "dense_check.h"
#include "functions_check.h"
#include "gaussian_check.h"
#include "gelu_check.h"
#include "layer_norm_check.h"
#include "lstm_check.h"
#include "mean_squared_error_check.h"
#include "patches_check.h"
#include "product_check.h"

struct Check {
  const char* name;
  void (*run)(telltale::Random& random, int shapes);
};

int main(int count, char** arguments) {
  const int shapes = count > 1 ? std::atoi(arguments[1]) : 200;
  const unsigned seed = count > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 1;
  const Check checks[] = {
      {"functions", telltale::checkFunctions},
      {"product", telltale::checkProduct},
      {"dense", telltale::checkDense},
      {"LSTM", telltale::checkLstm},
      {"attention decoder", telltale::checkAttentionDecoder},
      {"anomaly attention", telltale::checkAnomalyAttention},
      {"layer norm", telltale::checkLayerNorm},
      {"GELU", telltale::checkGelu},
      {"Gaussian", telltale::checkGaussian},
      {"mean squared error", telltale::checkMeanSquaredError},
      {"patches", telltale::checkPatches},
      {"Adam", telltale::checkAdam},
  };
  for (const Check& check : checks) {
    telltale::Random random(seed);
    const auto start = std::chrono::steady_clock::now();
    check.run(random, shapes);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%s: %d shapes, %.1f s\n", check.name, shapes, seconds.count());
    std::fflush(stdout);
  }
}
