// TelltaleAttentionDecoder and its gradient.
#pragma once
#include "../attention_decoder.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleAttentionDecoder")
    .Input("keys: float")
    .Input("values: float")
    .Input("initial: float")
    .Input("scorer: float")
    .Input("recurrent: float")
    .Output("states: float")
    .Output("attention: float")
    .Output("trace: float")
    .Attr("steps: int >= 1")
    .Attr("keep_trace: bool")
    .SetShapeFn(unknownShapes)
    .Doc("An LSTM that attends to keys [batch, positions, units] before each step.");

REGISTER_OP("TelltaleAttentionDecoderGrad")
    .Input("keys: float")
    .Input("values: float")
    .Input("initial: float")
    .Input("scorer: float")
    .Input("recurrent: float")
    .Input("states: float")
    .Input("trace: float")
    .Input("d_states: float")
    .Output("d_keys: float")
    .Output("d_values: float")
    .Output("d_initial: float")
    .Output("d_scorer: float")
    .Output("d_recurrent: float")
    .Attr("steps: int >= 1")
    .SetShapeFn(unknownShapes)
    .Doc("The gradients of the states of TelltaleAttentionDecoder.");

/** What both directions share: their sizes and inputs, and the checks of these. */
class DecoderOperation : public Operation {
 public:
  explicit DecoderOperation(OpKernelConstruction* construction) : Operation(construction) {
    readSteps(construction, steps_);
  }

 protected:
  absl::Status read(OpKernelContext* context, DecoderSizes& sizes, DecoderInputs& inputs) const {
    const Tensor &keys = context->input(0), &values_ = context->input(1), &initial = context->input(2);
    const Tensor &scorer = context->input(3), &recurrent = context->input(4);
    TF_RETURN_IF_ERROR(requireRank("keys", keys, {3}));
    TF_RETURN_IF_ERROR(requireRank("initial", initial, {2}));
    const std::int64_t batch = keys.dim_size(0), positions = keys.dim_size(1), units = keys.dim_size(2);
    const std::int64_t hidden = initial.dim_size(1);
    TF_RETURN_IF_ERROR(requireShape("values", values_, {batch, positions, 4 * hidden}));
    TF_RETURN_IF_ERROR(requireShape("initial", initial, {batch, hidden}));
    TF_RETURN_IF_ERROR(requireShape("scorer", scorer, {units, 1}));
    TF_RETURN_IF_ERROR(requireShape("recurrent", recurrent, {hidden, units + 4 * hidden}));
    sizes = {size(keys, 0), size(keys, 1), size(keys, 2), size(initial, 1), static_cast<int>(steps_)};
    inputs = {values(keys), values(values_), values(initial), values(scorer), values(recurrent)};
    return absl::OkStatus();
  }

  static Sizes traceShape(const DecoderSizes& sizes) { return {static_cast<std::int64_t>(decoderTraceSize(sizes))}; }

  std::int64_t steps_;
};

class DecoderForwardOperation : public DecoderOperation {
 public:
  explicit DecoderForwardOperation(OpKernelConstruction* construction) : DecoderOperation(construction) {
    OP_REQUIRES_OK(construction, construction->GetAttr("keep_trace", &keepTrace_));
  }

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    DecoderSizes sizes;
    DecoderInputs inputs;
    TF_RETURN_IF_ERROR(read(context, sizes, inputs));
    float *states, *attention, *trace;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.batch, sizes.steps, sizes.hidden}, &states));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, Sizes{sizes.batch, sizes.steps, sizes.positions}, &attention));
    TF_RETURN_IF_ERROR(makeOutput(context, 2, keepTrace_ ? traceShape(sizes) : Sizes{0}, &trace));
    attentionDecoder(workers, sizes, inputs, states, attention, keepTrace_ ? trace : nullptr);
    return absl::OkStatus();
  }

  bool keepTrace_;
};

class DecoderGradOperation : public DecoderOperation {
 public:
  using DecoderOperation::DecoderOperation;

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    DecoderSizes sizes;
    DecoderInputs inputs;
    TF_RETURN_IF_ERROR(read(context, sizes, inputs));
    const Tensor &states = context->input(5), &trace = context->input(6), &dStates = context->input(7);
    TF_RETURN_IF_ERROR(requireShape("states", states, {sizes.batch, sizes.steps, sizes.hidden}));
    TF_RETURN_IF_ERROR(requireShape("trace", trace, {static_cast<std::int64_t>(decoderTraceSize(sizes))}));
    TF_RETURN_IF_ERROR(requireShape("d_states", dStates, {sizes.batch, sizes.steps, sizes.hidden}));
    DecoderGradients to{};
    float** const gradients[] = {&to.keys, &to.values, &to.initial, &to.scorer, &to.recurrent};
    for (int i = 0; i < 5; i++) TF_RETURN_IF_ERROR(makeOutput(context, i, context->input(i).shape(), gradients[i]));
    attentionDecoderBack(workers, sizes, inputs, values(states), values(trace), values(dStates), to);
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleAttentionDecoder").Device(tensorflow::DEVICE_CPU), DecoderForwardOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleAttentionDecoderGrad").Device(tensorflow::DEVICE_CPU), DecoderGradOperation);

}  // namespace telltale
