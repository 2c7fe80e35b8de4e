// TelltalePatches and TelltalePutPatches, each the gradient of the other.
#pragma once
#include "../patches.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltalePatches")
    .Input("images: float")
    .Output("patches: float")
    .Attr("image: list(int)")
    .Attr("patch: list(int)")
    .Attr("count: list(int)")
    .Attr("stride: list(int)")
    .Attr("before: list(int)")
    .SetShapeFn(unknownShapes)
    .Doc("The patches of images [batch, height, width, channels] as rows; each attribute has its height, then its width.");

REGISTER_OP("TelltalePutPatches")
    .Input("patches: float")
    .Output("images: float")
    .Attr("image: list(int)")
    .Attr("patch: list(int)")
    .Attr("count: list(int)")
    .Attr("stride: list(int)")
    .Attr("before: list(int)")
    .SetShapeFn(unknownShapes)
    .Doc("Images put together of the patches that TelltalePatches takes, which are added where they overlap.");

class PatchOperation : public Operation {
 public:
  explicit PatchOperation(OpKernelConstruction* construction) : Operation(construction) {
    readPair(construction, "image", 1, &sizes_.height, &sizes_.width);
    readPair(construction, "patch", 1, &sizes_.patchHeight, &sizes_.patchWidth);
    readPair(construction, "count", 1, &sizes_.rows, &sizes_.columns);
    readPair(construction, "stride", 1, &sizes_.down, &sizes_.across);
    readPair(construction, "before", 0, &sizes_.top, &sizes_.left);
  }

 protected:
  void readPair(OpKernelConstruction* construction, const char* name, int least, int* height, int* width) {
    constexpr int most = 1 << 15;
    std::vector<std::int32_t> pair;
    OP_REQUIRES_OK(construction, construction->GetAttr(name, &pair));
    const bool fits = pair.size() == 2 && std::min(pair[0], pair[1]) >= least && std::max(pair[0], pair[1]) <= most;
    OP_REQUIRES(construction, fits,
                fault(std::string(name) + " of two numbers from " + std::to_string(least) + " to " + std::to_string(most),
                      std::to_string(pair.size()) + (pair.empty() ? "" : ", the first " + std::to_string(pair[0]))));
    *height = pair[0];
    *width = pair[1];
  }

  /** The sizes that the attributes give; the batch and the channels come from the input. */
  PatchSizes sizes_{};
};

class TakePatchesOperation : public PatchOperation {
 public:
  using PatchOperation::PatchOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor& images = context->input(0);
    TF_RETURN_IF_ERROR(requireRank("images", images, {4}));
    PatchSizes sizes = sizes_;
    TF_RETURN_IF_ERROR(requireShape("images", images, {images.dim_size(0), sizes.height, sizes.width, images.dim_size(3)}));
    sizes.batch = size(images, 0);
    sizes.channels = size(images, 3);
    float* patches;
    const std::int64_t rows = std::int64_t{1} * sizes.batch * sizes.rows * sizes.columns;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{rows, sizes.patch()}, &patches));
    takePatches(workers, sizes, values(images), patches);
    return absl::OkStatus();
  }
};

class PutPatchesOperation : public PatchOperation {
 public:
  using PatchOperation::PatchOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    const Tensor& patches = context->input(0);
    TF_RETURN_IF_ERROR(requireRank("patches", patches, {2}));
    PatchSizes sizes = sizes_;
    const std::int64_t count = std::int64_t{1} * sizes.rows * sizes.columns, pixels = std::int64_t{1} * sizes.patchHeight * sizes.patchWidth;
    if (patches.dim_size(0) % count != 0 || patches.dim_size(1) % pixels != 0)
      return fault("patches of " + std::to_string(count) + " rows an image and " + std::to_string(pixels) + " pixels a row",
                   patches.shape().DebugString());
    sizes.batch = static_cast<int>(patches.dim_size(0) / count);
    sizes.channels = static_cast<int>(patches.dim_size(1) / pixels);
    float* images;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.batch, sizes.height, sizes.width, sizes.channels}, &images));
    putPatches(workers, sizes, values(patches), images);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltalePatches").Device(tensorflow::DEVICE_CPU), TakePatchesOperation);
REGISTER_KERNEL_BUILDER(Name("TelltalePutPatches").Device(tensorflow::DEVICE_CPU), PutPatchesOperation);

}  // namespace telltale
