/*
 * A TensorFlow Lite external delegate that stands before another one: it loads a delegate library, hands it its options,
 * counts what it takes, and says in words what it does not do. Without it the interpreter would crash on a library that
 * cannot be loaded, and options would be lost on their way through tfjs-tflite-node; see `plugin.h`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

#include "plugin.h"

typedef TfLiteDelegate *(*CreatePlugin)(char **, char **, size_t, void (*)(const char *));
typedef void (*DestroyPlugin)(TfLiteDelegate *);
typedef TfLiteDelegate *(*CreateGpu)(const void *);

/* As many as TensorFlow Lite itself takes. */
#define MOST_OPTIONS 256

/* Which library the delegates created from then on stand before, and the options it gets. */
static struct {
  CreatePlugin create;
  CreateGpu create_gpu;
  DestroyPlugin destroy;
  char *keys[MOST_OPTIONS];
  char *values[MOST_OPTIONS];
  size_t count;
} target;

typedef struct {
  TfLiteDelegate base;
  TfLiteDelegate *inner;
  DestroyPlugin destroy;
} Front;

static char reported[1000];

static void report(const char *text) {
  if (text == NULL) text = "no reason is given";
  size_t length = strlen(reported);
  snprintf(reported + length, sizeof reported - length, "%s%s", length > 0 ? "; " : "", text);
}

static TfLiteStatus prepare(TfLiteContext *context, TfLiteDelegate *delegate) {
  Front *front = delegate->data_;
  if (front->inner == NULL) {
    context->ReportError(context, "The library created no delegate%s%s", reported[0] == '\0' ? "" : ": ", reported);
    return kTfLiteDelegateError;
  }
  TfLiteStatus status = prepare_and_count(context, front->inner);
  if (status != kTfLiteOk) {
    context->ReportError(context, "The delegate failed to prepare the model (status %d)%s%s", (int)status,
                         reported[0] == '\0' ? "" : ": ", reported);
  }
  return status;
}

static TfLiteDelegate *create_inner(void) {
  if (target.create != NULL) return target.create(target.keys, target.values, target.count, report);
  return target.create_gpu == NULL ? NULL : target.create_gpu(NULL);
}

/* The keys and values of the host are not read: they are the strings that were freed on their way. */
EXPORT TfLiteDelegate *tflite_plugin_create_delegate(char **keys, char **values, size_t count,
                                                     void (*report_error)(const char *)) {
  (void)keys, (void)values, (void)count, (void)report_error;
  Front *front = calloc(1, sizeof *front);
  if (front == NULL) return NULL;
  reported[0] = '\0';
  last_coverage = (Coverage){0, 0, 0};
  front->base = TfLiteDelegateCreate();
  front->base.data_ = front;
  front->base.Prepare = prepare;
  front->inner = create_inner();
  front->destroy = target.destroy;
  // With this flag TensorFlow Lite asks the delegate before it looks at operators it does not know itself.
  front->base.flags = front->inner != NULL ? front->inner->flags : kTfLiteDelegateFlagsAllowDynamicTensors;
  return &front->base;
}

EXPORT void tflite_plugin_destroy_delegate(TfLiteDelegate *delegate) {
  Front *front = delegate->data_;
  if (front->inner != NULL && front->destroy != NULL) front->destroy(front->inner);
  free(front);
}

/*
 * Loads the library. Some delegates expect the functions of TensorFlow Lite from the program they are loaded into; those
 * are opened to them only where they are missed, since a library with functions of its own must keep them.
 */
static void *open_library(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library != NULL) return library;
  const char *problem = dlerror();
  if (problem == NULL || strstr(problem, "TfLite") == NULL) {
    report(problem);
    return NULL;
  }
  Dl_info host;
  if (dladdr((void *)TfLiteVersion, &host) != 0) dlopen(host.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) report(dlerror());
  return library;
}

static void find_target(const char *path) {
  void *library = open_library(path);
  if (library == NULL) return;
  target.create = (CreatePlugin)dlsym(library, "tflite_plugin_create_delegate");
  target.destroy = (DestroyPlugin)dlsym(library, "tflite_plugin_destroy_delegate");
  if (target.create != NULL && target.destroy != NULL) return;
  target.create = NULL;
  target.create_gpu = (CreateGpu)dlsym(library, "TfLiteGpuDelegateV2Create");
  target.destroy = (DestroyPlugin)dlsym(library, "TfLiteGpuDelegateV2Delete");
  if (target.create_gpu == NULL)
    report("it lacks the functions tflite_plugin_create_delegate and tflite_plugin_destroy_delegate of an external delegate");
}

static char *text_from_node(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != 0) return NULL;
  char *text = malloc(length + 1);
  if (text != NULL) napi_get_value_string_utf8(env, value, text, length + 1, NULL);
  return text;
}

static void take_options(napi_env env, napi_value list) {
  uint32_t length = 0;
  napi_get_array_length(env, list, &length);
  if (length > 2 * MOST_OPTIONS) {
    report("it would get more than 256 options");
    return;
  }
  for (uint32_t i = 0; i + 1 < length; i += 2) {
    napi_value key, value;
    napi_get_element(env, list, i, &key);
    napi_get_element(env, list, i + 1, &value);
    target.keys[target.count] = text_from_node(env, key);
    target.values[target.count] = text_from_node(env, value);
    if (target.keys[target.count] != NULL && target.values[target.count] != NULL) target.count++;
  }
}

/*
 * setTarget(library, [key, value, key, value, …]): what is wrong with the library, or "". It holds for every delegate
 * created from then on.
 */
static napi_value set_target_from_node(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result = NULL;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  memset(&target, 0, sizeof target);
  reported[0] = '\0';
  char *path = text_from_node(env, arguments[0]);
  if (path != NULL) find_target(path);
  free(path);
  take_options(env, arguments[1]);
  if (target.create == NULL && target.count > 0 && reported[0] == '\0')
    report("it takes no options; it is the GPU delegate without the functions of an external delegate");
  napi_create_string_utf8(env, reported, SIZE_MAX, &result);
  return result;
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  export_common(env, exports);
  set_function(env, exports, "setTarget", set_target_from_node);
  return exports;
}
