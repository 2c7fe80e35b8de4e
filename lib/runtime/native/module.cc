// The library of native kernels. Loading it registers its operations with TensorFlow, and it stays loaded. It is also a
// Node module, which tells for which instructions it was compiled.
#include <node_api.h>
#include "operations/adam_operation.h"
#include "operations/dense_operations.h"
#include "operations/error_operations.h"
#include "operations/gaussian_operations.h"
#include "operations/lstm_operations.h"
#include "operations/norm_operations.h"
#include "operations/patch_operations.h"
#include "vector.h"

static napi_value initialize(napi_env env, napi_value exports) {
  napi_value instructions;
  napi_create_string_utf8(env, telltale::kInstructions, NAPI_AUTO_LENGTH, &instructions);
  napi_set_named_property(env, exports, "instructions", instructions);
  return exports;
}

NAPI_MODULE(telltale, initialize)
