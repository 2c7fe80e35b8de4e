// Patches of images: a convolution is the product of its kernel with them. The adjoint puts patches together again, and adds
// where they overlap, in the order of the patches.
#pragma once
#include <algorithm>
#include "vector.h"
#include "workers.h"

namespace telltale {

struct PatchSizes {
  int batch, height, width, channels;  // of the images
  int patchHeight, patchWidth;         // pixels
  int rows, columns;                   // patches of an image
  int down, across;                    // pixels from one patch to the next
  int top, left;                       // rows and columns of zeros before the image

  std::int64_t patch() const { return std::int64_t{1} * patchHeight * patchWidth * channels; }
  std::int64_t image() const { return std::int64_t{1} * height * width * channels; }
};

/**
 * Calls `body(patch offset, image offset, floats)` for each stretch of a row of a patch that lies in the image; the offsets
 * are from the beginnings of the sample's patches and of its image.
 */
template <class Body>
inline void forStretches(const PatchSizes& sizes, const Body& body) {
  const std::int64_t channels = sizes.channels;
  for (int row = 0, patch = 0; row < sizes.rows; row++)
    for (int column = 0; column < sizes.columns; column++, patch++) {
      const int x = column * sizes.across - sizes.left;
      const int first = std::max(0, -x), end = std::min(sizes.patchWidth, sizes.width - x);
      for (int i = 0; i < sizes.patchHeight; i++) {
        const int y = row * sizes.down - sizes.top + i;
        if (y < 0 || y >= sizes.height || first >= end) continue;
        const std::int64_t at = patch * sizes.patch() + (i * sizes.patchWidth + first) * channels;
        body(at, (static_cast<std::int64_t>(y) * sizes.width + x + first) * channels, (end - first) * channels);
      }
    }
}

/** Calls `body(sample's patches, sample's image)` for the samples, divided among workers. */
template <class Body>
inline void forImages(const Workers& workers, const PatchSizes& sizes, const Body& body) {
  const std::int64_t patches = sizes.patch() * sizes.rows * sizes.columns;
  workers.run(sizes.batch, patches, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t sample = first; sample < end; sample++) body(sample * patches, sample * sizes.image());
  });
}

/** @param images  [batch, height, width, channels]   @param patches  [batch, rows, columns, patch] */
inline void takePatches(const Workers& workers, const PatchSizes& sizes, const float* images, float* patches) {
  forImages(workers, sizes, [&](std::int64_t to, std::int64_t from) {
    std::fill_n(patches + to, sizes.patch() * sizes.rows * sizes.columns, 0.f);
    forStretches(sizes, [&](std::int64_t patch, std::int64_t image, std::int64_t floats) {
      std::copy_n(images + from + image, floats, patches + to + patch);
    });
  });
}

/** The adjoint of takePatches. */
inline void putPatches(const Workers& workers, const PatchSizes& sizes, const float* patches, float* images) {
  forImages(workers, sizes, [&](std::int64_t from, std::int64_t to) {
    std::fill_n(images + to, sizes.image(), 0.f);
    forStretches(sizes, [&](std::int64_t patch, std::int64_t image, std::int64_t floats) {
      const float* source = patches + from + patch;
      float* target = images + to + image;
      for (std::int64_t i = 0; i < floats; i++) target[i] += source[i];
    });
  });
}

}  // namespace telltale
