// Loaded before every test file: TensorFlow's log lines would drown the report.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
