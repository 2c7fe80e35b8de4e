// danfojs-node asks for @tensorflow/tfjs-node. It gets the binding that Telltale has already loaded, or plain tfjs where
// there is none, so that a process never holds two TensorFlows.
try {
  module.exports = require('@tensorflow/tfjs-node-gpu');
} catch {
  module.exports = require('@tensorflow/tfjs');
}
