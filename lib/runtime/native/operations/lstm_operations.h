// TelltaleLstm and its gradient.
#pragma once
#include "../lstm_back.h"
#include "operation.h"

namespace telltale {

REGISTER_OP("TelltaleLstm")
    .Input("x: float")
    .Input("kernel: float")
    .Input("recurrent: float")
    .Input("bias: float")
    .Input("initial: initial_states * float")
    .Output("states: float")
    .Output("trace: float")
    .Attr("initial_states: int >= 0")
    .Attr("steps: int >= 1")
    .Attr("keep_trace: bool")
    .SetShapeFn(unknownShapes)
    .Doc("Long short-term memory over x [batch, steps, features], or over x [batch, features] at every step.");

REGISTER_OP("TelltaleLstmGrad")
    .Input("x: float")
    .Input("kernel: float")
    .Input("recurrent: float")
    .Input("bias: float")
    .Input("states: float")
    .Input("trace: float")
    .Input("d_states: float")
    .Input("initial: initial_states * float")
    .Output("projection: float")
    .Output("d_kernel: float")
    .Output("d_recurrent: float")
    .Output("d_bias: float")
    .Output("d_initial: initial_states * float")
    .Attr("initial_states: int >= 0")
    .Attr("steps: int >= 1")
    .SetShapeFn(unknownShapes)
    .Doc("The gradients of TelltaleLstm. That of x is projection kernel^T.");

/** What both directions share: their sizes and inputs, and the checks of these. */
class LstmOperation : public Operation {
 public:
  explicit LstmOperation(OpKernelConstruction* construction, int firstState) : Operation(construction), firstState_(firstState) {
    readSteps(construction, steps_);
    OP_REQUIRES_OK(construction, construction->GetAttr("initial_states", &initial_));
    OP_REQUIRES(construction, initial_ == 0 || initial_ == 2,
                fault("no initial states or two", std::to_string(initial_)));
  }

 protected:
  absl::Status read(OpKernelContext* context, LstmSizes& sizes, LstmInputs& inputs) const {
    const Tensor &x = context->input(0), &kernel = context->input(1), &recurrent = context->input(2), &bias = context->input(3);
    TF_RETURN_IF_ERROR(requireRank("x", x, {2, 3}));
    TF_RETURN_IF_ERROR(requireRank("recurrent", recurrent, {2}));
    const std::int64_t batch = x.dim_size(0), features = x.dim_size(x.dims() - 1), hidden = recurrent.dim_size(0);
    if (x.dims() == 3) TF_RETURN_IF_ERROR(requireShape("x", x, {batch, steps_, features}));
    TF_RETURN_IF_ERROR(requireShape("kernel", kernel, {features, 4 * hidden}));
    TF_RETURN_IF_ERROR(requireShape("recurrent", recurrent, {hidden, 4 * hidden}));
    TF_RETURN_IF_ERROR(requireShape("bias", bias, {4 * hidden}));
    for (int i = 0; i < initial_; i++)
      TF_RETURN_IF_ERROR(requireShape("initial", context->input(firstState_ + i), {batch, hidden}));
    sizes = {size(x, 0), static_cast<int>(steps_), static_cast<int>(features), static_cast<int>(hidden), x.dims() == 2};
    inputs = {values(x), values(kernel), values(recurrent), values(bias), state(context, 0), state(context, 1)};
    return absl::OkStatus();
  }

  const float* state(OpKernelContext* context, int index) const {
    return initial_ == 0 ? nullptr : values(context->input(firstState_ + index));
  }

  static Sizes traceShape(const LstmSizes& sizes) { return {sizes.steps, sizes.batch, 6, sizes.padded()}; }

  const int firstState_;
  std::int64_t steps_, initial_;
};

class LstmForwardOperation : public LstmOperation {
 public:
  explicit LstmForwardOperation(OpKernelConstruction* construction) : LstmOperation(construction, 4) {
    OP_REQUIRES_OK(construction, construction->GetAttr("keep_trace", &keepTrace_));
  }

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    LstmSizes sizes;
    LstmInputs inputs;
    TF_RETURN_IF_ERROR(read(context, sizes, inputs));
    float *states, *trace;
    TF_RETURN_IF_ERROR(makeOutput(context, 0, Sizes{sizes.batch, sizes.steps, sizes.hidden}, &states));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, keepTrace_ ? traceShape(sizes) : Sizes{0}, &trace));
    LstmForward(workers, sizes, inputs).run(states, keepTrace_ ? trace : nullptr);
    return absl::OkStatus();
  }

  bool keepTrace_;
};

class LstmGradOperation : public LstmOperation {
 public:
  explicit LstmGradOperation(OpKernelConstruction* construction) : LstmOperation(construction, 7) {}

 private:
  absl::Status run(OpKernelContext* context, const Workers& workers) final {
    LstmSizes sizes;
    LstmInputs inputs;
    TF_RETURN_IF_ERROR(read(context, sizes, inputs));
    const auto& [batch, steps, features, hidden, repeated] = sizes;
    const Tensor &states = context->input(4), &trace = context->input(5), &dStates = context->input(6);
    TF_RETURN_IF_ERROR(requireShape("states", states, {batch, steps, hidden}));
    TF_RETURN_IF_ERROR(requireShape("trace", trace, {steps, batch, 6, sizes.padded()}));
    TF_RETURN_IF_ERROR(requireShape("d_states", dStates, {batch, steps, hidden}));
    LstmGradients to{};
    const Sizes gates = repeated ? Sizes{batch, 4 * hidden} : Sizes{batch, steps, 4 * hidden};
    TF_RETURN_IF_ERROR(makeOutput(context, 0, gates, &to.projection));
    TF_RETURN_IF_ERROR(makeOutput(context, 1, Sizes{features, 4 * hidden}, &to.kernel));
    TF_RETURN_IF_ERROR(makeOutput(context, 2, Sizes{hidden, 4 * hidden}, &to.recurrent));
    TF_RETURN_IF_ERROR(makeOutput(context, 3, Sizes{4 * hidden}, &to.bias));
    if (initial_ > 0) TF_RETURN_IF_ERROR(makeOutput(context, 4, Sizes{batch, hidden}, &to.h0));
    if (initial_ > 0) TF_RETURN_IF_ERROR(makeOutput(context, 5, Sizes{batch, hidden}, &to.c0));
    LstmBackward(workers, sizes, inputs, values(states), values(trace), values(dStates), to).run();
    return absl::OkStatus();
  }
};

REGISTER_KERNEL_BUILDER(Name("TelltaleLstm").Device(tensorflow::DEVICE_CPU), LstmForwardOperation);
REGISTER_KERNEL_BUILDER(Name("TelltaleLstmGrad").Device(tensorflow::DEVICE_CPU), LstmGradOperation);

}  // namespace telltale
