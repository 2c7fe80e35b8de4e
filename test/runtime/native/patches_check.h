// Checks the patches of images against a plain loop over pixels, and their adjoint by the inner product.
#pragma once
#include <limits>
#include "../../../lib/runtime/native/patches.h"
#include "check.h"

namespace telltale {

/** Takes each number of each patch from the image, or zero. */
inline std::vector<float> plainPatches(const PatchSizes& s, const std::vector<float>& images) {
  std::vector<float> patches;
  for (int b = 0; b < s.batch; b++)
    for (int row = 0; row < s.rows; row++)
      for (int column = 0; column < s.columns; column++)
        for (int i = 0; i < s.patchHeight; i++)
          for (int j = 0; j < s.patchWidth; j++)
            for (int c = 0; c < s.channels; c++) {
              const int y = row * s.down - s.top + i, x = column * s.across - s.left + j;
              const bool inside = y >= 0 && y < s.height && x >= 0 && x < s.width;
              patches.push_back(inside ? images[((static_cast<std::size_t>(b) * s.height + y) * s.width + x) * s.channels + c] : 0);
            }
  return patches;
}

inline void checkPatches(Random& random, int shapes) {
  for (int shape = 0; shape < shapes; shape++) {
    const auto size = [&](int most) { return random.size(1, most); };
    const PatchSizes sizes{size(4), size(9), size(9), size(5), size(4), size(4), size(6), size(6), size(3), size(3),
                           random.size(0, 3), random.size(0, 3)};
    const std::string name = "patches of " + std::to_string(sizes.height) + " x " + std::to_string(sizes.width);
    const auto images = random.floats(static_cast<std::size_t>(sizes.batch * sizes.image()));
    const std::vector<float> expected = plainPatches(sizes, images);
    const auto dPatches = random.floats(expected.size());
    const float nan = std::numeric_limits<float>::quiet_NaN();  // numbers that are not written show
    std::vector<float> patches(expected.size(), nan), three = patches, together(images.size(), nan), threeTogether = together;
    takePatches(OneWorker(), sizes, images.data(), patches.data());
    takePatches(ThreeWorkers(), sizes, images.data(), three.data());
    putPatches(OneWorker(), sizes, dPatches.data(), together.data());
    putPatches(ThreeWorkers(), sizes, dPatches.data(), threeTogether.data());
    requireSame(name, patches, expected);
    requireSame(name, three, expected);
    requireSame(name + ", put together", threeTogether, together);
    double left = 0, right = 0;  // <patches, d> = <images, adjoint d>
    for (std::size_t i = 0; i < patches.size(); i++) left += static_cast<double>(patches[i]) * dPatches[i];
    for (std::size_t i = 0; i < images.size(); i++) right += static_cast<double>(images[i]) * together[i];
    if (!(std::fabs(left - right) <= 1e-4 * (1 + std::fabs(left)))) fail(name + ": the adjoint is not that of the patches");
  }
}

}  // namespace telltale
