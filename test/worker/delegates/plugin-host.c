/*
 * A host as TensorFlow Lite documents it: loads an external delegate library, hands it options and opens a model.
 *
 *   plugin-host library model [key value]...
 *
 * Prints `told <text>` for each report of the library, then `open` or `refused <text>`.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>

#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/common.h"

typedef TfLiteDelegate *(*Create)(char **, char **, size_t, void (*)(const char *));
typedef void (*Destroy)(TfLiteDelegate *);

static void tell(const char *text) { printf("told %s\n", text); }

static void refuse(void *data, const char *format, va_list arguments) {
  (void)data;
  printf("refused ");
  vprintf(format, arguments);
  printf("\n");
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  void *library = dlopen(argv[1], RTLD_LAZY);
  if (library == NULL) return puts(dlerror()), 3;
  Create create = (Create)dlsym(library, "tflite_plugin_create_delegate");
  Destroy destroy = (Destroy)dlsym(library, "tflite_plugin_destroy_delegate");
  char *keys[8], *values[8];
  size_t count = 0;
  for (int i = 3; i + 1 < argc && count < 8; i += 2, count++) {
    keys[count] = argv[i];
    values[count] = argv[i + 1];
  }
  TfLiteDelegate *delegate = create(keys, values, count, tell);
  TfLiteInterpreterOptions *options = TfLiteInterpreterOptionsCreate();
  TfLiteInterpreterOptionsSetErrorReporter(options, refuse, NULL);
  TfLiteInterpreterOptionsAddDelegate(options, delegate);
  TfLiteModel *model = TfLiteModelCreateFromFile(argv[2]);
  TfLiteInterpreter *interpreter = TfLiteInterpreterCreate(model, options);
  if (interpreter != NULL) {
    puts("open");
    TfLiteInterpreterDelete(interpreter);
  }
  TfLiteInterpreterOptionsDelete(options);
  TfLiteModelDelete(model);
  destroy(delegate);
  return 0;
}
