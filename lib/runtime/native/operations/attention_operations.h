// TelltaleAnomalyAttention and its gradient.
#pragma once
#include "../anomaly_attention.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleAnomalyAttention")
    .Input("projected: float")
    .Input("sigma: float")
    .Output("attended: float")
    .Output("discrepancy: float")
    .Output("log_sums: float")
    .Attr("series_scale: float")
    .Attr("prior_scale: float")
    .SetShapeFn(unknownShapes)
    .Doc("Series association, what it attends to, and its discrepancy from the prior association, averaged over heads.");

REGISTER_OP("TelltaleAnomalyAttentionGrad")
    .Input("projected: float")
    .Input("sigma: float")
    .Input("log_sums: float")
    .Input("d_attended: float")
    .Input("d_discrepancy: float")
    .Output("d_projected: float")
    .Output("d_sigma: float")
    .Attr("series_scale: float")
    .Attr("prior_scale: float")
    .SetShapeFn(unknownShapes)
    .Doc("The gradients; that of the discrepancy reaches the series times series_scale and the prior times prior_scale.");

/** What both directions share: their sizes, and the checks of the inputs. */
class AnomalyAttentionOperation : public Operation {
 public:
  explicit AnomalyAttentionOperation(OpKernelConstruction* construction) : Operation(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("series_scale", &seriesScale_));
    OP_REQUIRES_OK(construction, construction->GetAttr("prior_scale", &priorScale_));
  }

 protected:
  absl::Status read(OpKernelContext* context, AttentionSizes& sizes) const {
    const Tensor &projected = context->input(0), &sigma = context->input(1);
    TF_RETURN_IF_ERROR(requireRank("projected", projected, {3}));
    TF_RETURN_IF_ERROR(requireRank("sigma", sigma, {3}));
    const std::int64_t batch = projected.dim_size(0), window = projected.dim_size(1), width = projected.dim_size(2);
    const std::int64_t heads = sigma.dim_size(2);
    TF_RETURN_IF_ERROR(requireShape("sigma", sigma, {batch, window, heads}));
    if (width % (3 * heads) != 0)
      return fault("projected of a width that 3 parts of " + std::to_string(heads) + " heads divide", std::to_string(width));
    sizes = {size(projected, 0), size(projected, 1), size(sigma, 2), static_cast<int>(width / (3 * heads))};
    return absl::OkStatus();
  }

  float seriesScale_, priorScale_;
};

class AnomalyAttentionForwardOperation : public AnomalyAttentionOperation {
 public:
  using AnomalyAttentionOperation::AnomalyAttentionOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    AttentionSizes sizes;
    TF_RETURN_IF_ERROR(read(context, sizes));
    float *attended, *discrepancy, *logSums;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.batch, sizes.window, sizes.heads * sizes.depth}, &attended));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, Sizes{sizes.batch, sizes.window}, &discrepancy));
    TF_RETURN_IF_ERROR(makeOutput(context, 2, Sizes{sizes.batch, sizes.heads, sizes.window}, &logSums));
    anomalyAttention(workers, sizes, values(context->input(0)), values(context->input(1)), attended, discrepancy, logSums);
    return absl::OkStatus();
  }
};

class AnomalyAttentionGradOperation : public AnomalyAttentionOperation {
 public:
  using AnomalyAttentionOperation::AnomalyAttentionOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    AttentionSizes sizes;
    TF_RETURN_IF_ERROR(read(context, sizes));
    const Tensor &projected = context->input(0), &sigma = context->input(1), &logSums = context->input(2);
    const Tensor &dAttended = context->input(3), &dDiscrepancy = context->input(4);
    TF_RETURN_IF_ERROR(requireShape("log_sums", logSums, {sizes.batch, sizes.heads, sizes.window}));
    TF_RETURN_IF_ERROR(requireShape("d_attended", dAttended, {sizes.batch, sizes.window, sizes.heads * sizes.depth}));
    TF_RETURN_IF_ERROR(requireShape("d_discrepancy", dDiscrepancy, {sizes.batch, sizes.window}));
    float *dProjected, *dSigma;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, projected.shape(), &dProjected));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, sigma.shape(), &dSigma));
    anomalyAttentionBack(workers, sizes, values(projected), values(sigma), values(logSums), values(dAttended),
                         values(dDiscrepancy), seriesScale_, priorScale_, dProjected, dSigma);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleAnomalyAttention").Device(tensorflow::DEVICE_CPU), AnomalyAttentionForwardOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleAnomalyAttentionGrad").Device(tensorflow::DEVICE_CPU), AnomalyAttentionGradOperation);

}  // namespace telltale
