// The operations that attend. They are compiled apart from the others, at the same time.
#include "operations/attention_operations.h"
#include "operations/decoder_operations.h"
