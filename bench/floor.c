/*
 * The floor under the harness: the same TensorFlow Lite library, model, input and delegate in a tight loop of set input,
 * invoke and get output, with nothing else in the process.
 *
 *   floor builtin|xnnpack model input samples minimum-ms warmups warmup-ms output
 *
 * `input` holds the bytes of every graph input, one after the other; `output` receives the time of each sample in
 * milliseconds, as little-endian 64-bit floats.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tensorflow/lite/c/c_api.h"

/* As in xnnpack_delegate.h of TensorFlow Lite 2.9, which tfjs-tflite-node does not ship. */
typedef struct {
  int32_t num_threads;
  uint32_t flags;
} TfLiteXNNPackDelegateOptions;
TfLiteDelegate *TfLiteXNNPackDelegateCreate(const TfLiteXNNPackDelegateOptions *options);

enum { MAX_TENSORS = 64, MAX_SAMPLES = 10000000 };

typedef struct {
  TfLiteInterpreter *interpreter;
  int input_count, output_count;
  void *inputs[MAX_TENSORS], *outputs[MAX_TENSORS];
} Session;

static void fail(const char *problem) {
  fprintf(stderr, "floor: %s\n", problem);
  exit(1);
}

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static TfLiteInterpreter *open_model(const char *delegate, const char *path) {
  TfLiteInterpreterOptions *options = TfLiteInterpreterOptionsCreate();
  TfLiteInterpreterOptionsSetNumThreads(options, 1);
  if (strcmp(delegate, "xnnpack") == 0) {
    /* One thread, signed and unsigned int8: what our plugin asks for. */
    TfLiteXNNPackDelegateOptions xnnpack = {1, 3};
    TfLiteInterpreterOptionsAddDelegate(options, TfLiteXNNPackDelegateCreate(&xnnpack));
  }
  TfLiteModel *model = TfLiteModelCreateFromFile(path);
  if (model == NULL) fail("the model cannot be read");
  TfLiteInterpreter *interpreter = TfLiteInterpreterCreate(model, options);
  if (interpreter == NULL || TfLiteInterpreterAllocateTensors(interpreter) != kTfLiteOk) fail("the model is refused");
  return interpreter;
}

static Session start(TfLiteInterpreter *interpreter, const char *input_path) {
  Session session = {interpreter, TfLiteInterpreterGetInputTensorCount(interpreter),
                     TfLiteInterpreterGetOutputTensorCount(interpreter), {0}, {0}};
  FILE *input = fopen(input_path, "rb");
  if (input == NULL || session.input_count > MAX_TENSORS || session.output_count > MAX_TENSORS) fail("bad input");
  for (int i = 0; i < session.input_count; i++) {
    size_t bytes = TfLiteTensorByteSize(TfLiteInterpreterGetInputTensor(interpreter, i));
    session.inputs[i] = malloc(bytes);
    if (fread(session.inputs[i], 1, bytes, input) != bytes) fail("the input file is too short");
  }
  for (int i = 0; i < session.output_count; i++)
    session.outputs[i] = malloc(TfLiteTensorByteSize(TfLiteInterpreterGetOutputTensor(interpreter, i)));
  fclose(input);
  return session;
}

static void infer(const Session *session) {
  for (int i = 0; i < session->input_count; i++) {
    TfLiteTensor *tensor = TfLiteInterpreterGetInputTensor(session->interpreter, i);
    if (TfLiteTensorCopyFromBuffer(tensor, session->inputs[i], TfLiteTensorByteSize(tensor)) != kTfLiteOk) fail("input");
  }
  if (TfLiteInterpreterInvoke(session->interpreter) != kTfLiteOk) fail("the model failed");
  for (int i = 0; i < session->output_count; i++) {
    const TfLiteTensor *tensor = TfLiteInterpreterGetOutputTensor(session->interpreter, i);
    if (TfLiteTensorCopyToBuffer(tensor, session->outputs[i], TfLiteTensorByteSize(tensor)) != kTfLiteOk) fail("output");
  }
}

static long sample(const Session *session, double *samples, long count, double minimum_ms) {
  double begun = now_ms(), end = begun;
  long n = 0;
  for (; n < MAX_SAMPLES && (n < count || end - begun < minimum_ms); n++) {
    double begin = now_ms();
    infer(session);
    end = now_ms();
    samples[n] = end - begin;
  }
  return n;
}

int main(int argc, char **argv) {
  if (argc != 9) fail("expected delegate model input samples minimum-ms warmups warmup-ms output");
  Session session = start(open_model(argv[1], argv[2]), argv[3]);
  double *samples = malloc(MAX_SAMPLES * sizeof *samples);
  if (samples == NULL) fail("out of memory");
  sample(&session, samples, atol(argv[6]), atof(argv[7]));
  long n = sample(&session, samples, atol(argv[4]), atof(argv[5]));
  FILE *output = fopen(argv[8], "wb");
  if (output == NULL || fwrite(samples, sizeof *samples, n, output) != (size_t)n || fclose(output) != 0) fail("output");
  return 0;
}
