/*
 * The XNNPACK delegate of libtensorflowlite_c as a TensorFlow Lite external delegate, which is the only kind that
 * tfjs-tflite-node can load.
 *
 * The library is a Node addon as well. tfjs-tflite-node hands delegate options over as pointers to strings it has
 * already freed, so a Node host sets them through `setOption` before it opens a model. The addon also tells the
 * version of TensorFlow Lite and how much of the last model went to XNNPACK.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/common.h"

#define EXPORT __attribute__((visibility("default")))

/* As in xnnpack_delegate.h of TensorFlow Lite 2.9, which tfjs-tflite-node does not ship. */
typedef struct {
  int32_t num_threads;
  uint32_t flags;
} TfLiteXNNPackDelegateOptions;
enum { SIGNED_INT8 = 1, UNSIGNED_INT8 = 2 };
TfLiteXNNPackDelegateOptions TfLiteXNNPackDelegateOptionsDefault(void);
TfLiteDelegate *TfLiteXNNPackDelegateCreate(const TfLiteXNNPackDelegateOptions *options);
void TfLiteXNNPackDelegateDelete(TfLiteDelegate *delegate);

/* threads: 0 takes the thread count of the interpreter. */
typedef struct {
  int threads;
  uint32_t flags;
} Options;

typedef struct {
  int operators;
  int delegated;
  int partitions;
} Coverage;

typedef struct {
  TfLiteDelegate base;
  TfLiteDelegate *xnnpack;
  Options options;
  char refusal[200];
} Plugin;

static Options default_options = {0, SIGNED_INT8 | UNSIGNED_INT8};
static Coverage last_coverage;

static int set_flag(Options *options, uint32_t flag, const char *value) {
  if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0) return 0;
  options->flags = *value == '1' ? options->flags | flag : options->flags & ~flag;
  return 1;
}

static int set_option(Options *options, const char *key, const char *value) {
  if (strcmp(key, "signed_int8") == 0) return set_flag(options, SIGNED_INT8, value);
  if (strcmp(key, "unsigned_int8") == 0) return set_flag(options, UNSIGNED_INT8, value);
  if (strcmp(key, "threads") != 0) return 0;
  char *end;
  long threads = strtol(value, &end, 10);
  if (end == value || *end != '\0' || threads < 0 || threads > 1024) return 0;
  options->threads = (int)threads;
  return 1;
}

static TfLiteStatus measure_coverage(TfLiteContext *context, int operators, const TfLiteDelegate *xnnpack) {
  TfLiteIntArray *plan;
  Coverage coverage = {operators, 0, 0};
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  for (int i = 0; i < plan->size; i++) {
    TfLiteNode *node;
    TfLiteRegistration *registration;
    if (context->GetNodeAndRegistration(context, plan->data[i], &node, &registration) != kTfLiteOk) return kTfLiteError;
    if (node->delegate == xnnpack) coverage.partitions++;
  }
  coverage.delegated = operators - (plan->size - coverage.partitions);
  last_coverage = coverage;
  return kTfLiteOk;
}

static TfLiteStatus prepare(TfLiteContext *context, TfLiteDelegate *delegate) {
  Plugin *plugin = delegate->data_;
  if (plugin->refusal[0] != '\0') {
    context->ReportError(context, "%s", plugin->refusal);
    return kTfLiteDelegateError;
  }
  TfLiteXNNPackDelegateOptions options = TfLiteXNNPackDelegateOptionsDefault();
  options.num_threads = plugin->options.threads > 0 ? plugin->options.threads : context->recommended_num_threads;
  options.flags = plugin->options.flags;
  plugin->xnnpack = TfLiteXNNPackDelegateCreate(&options);
  if (plugin->xnnpack == NULL) {
    context->ReportError(context, "XNNPACK cannot be initialised on this processor.");
    return kTfLiteDelegateError;
  }
  TfLiteIntArray *plan;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  int operators = plan->size;
  TfLiteStatus status = plugin->xnnpack->Prepare(context, plugin->xnnpack);
  return status == kTfLiteOk ? measure_coverage(context, operators, plugin->xnnpack) : status;
}

/*
 * TensorFlow Lite 2.9 passes no report_error and crashes on a NULL result, so a refused option still yields a delegate:
 * one that refuses the model and says why through the interpreter.
 */
EXPORT TfLiteDelegate *tflite_plugin_create_delegate(char **keys, char **values, size_t count,
                                                     void (*report_error)(const char *)) {
  Plugin *plugin = calloc(1, sizeof *plugin);
  if (plugin == NULL) return NULL;
  plugin->base = TfLiteDelegateCreate();
  plugin->base.data_ = plugin;
  plugin->base.Prepare = prepare;
  plugin->options = default_options;
  for (size_t i = 0; i < count; i++) {
    if (set_option(&plugin->options, keys[i], values[i])) continue;
    snprintf(plugin->refusal, sizeof plugin->refusal,
             "XNNPACK delegate: option \"%.40s\" with value \"%.40s\" is not known; use threads, signed_int8, unsigned_int8.",
             keys[i], values[i]);
    if (report_error != NULL) report_error(plugin->refusal);
    break;
  }
  return &plugin->base;
}

EXPORT void tflite_plugin_destroy_delegate(TfLiteDelegate *delegate) {
  Plugin *plugin = delegate->data_;
  if (plugin->xnnpack != NULL) TfLiteXNNPackDelegateDelete(plugin->xnnpack);
  free(plugin);
}

/* Node-API, declared here because its header is not at hand at install; weak, so that other hosts load the library. */
#define NODE_API __attribute__((weak)) int
typedef void *napi_env, *napi_value, *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
NODE_API napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
NODE_API napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
NODE_API napi_get_boolean(napi_env, uint8_t, napi_value *);
NODE_API napi_create_int32(napi_env, int32_t, napi_value *);
NODE_API napi_create_object(napi_env, napi_value *);
NODE_API napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
NODE_API napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
NODE_API napi_set_named_property(napi_env, napi_value, const char *, napi_value);

/* setOption(key, value): whether the option was understood; it holds for every delegate created from then on. */
static napi_value set_option_from_node(napi_env env, napi_callback_info info) {
  char key[64] = "", value[64] = "";
  size_t count = 2;
  napi_value arguments[2], result = NULL;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_get_value_string_utf8(env, arguments[0], key, sizeof key, NULL);
  napi_get_value_string_utf8(env, arguments[1], value, sizeof value, NULL);
  napi_get_boolean(env, (uint8_t)set_option(&default_options, key, value), &result);
  return result;
}

static void set_number(napi_env env, napi_value object, const char *name, int number) {
  napi_value value;
  if (napi_create_int32(env, number, &value) == 0) napi_set_named_property(env, object, name, value);
}

/* coverage(): of the model prepared last, its operators, how many of them XNNPACK took over, and in how many parts. */
static napi_value coverage_to_node(napi_env env, napi_callback_info info) {
  napi_value result = NULL;
  (void)info;
  napi_create_object(env, &result);
  set_number(env, result, "operators", last_coverage.operators);
  set_number(env, result, "delegated", last_coverage.delegated);
  set_number(env, result, "partitions", last_coverage.partitions);
  return result;
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value value;
  napi_create_string_utf8(env, TfLiteVersion(), SIZE_MAX, &value);
  napi_set_named_property(env, exports, "tfliteVersion", value);
  napi_create_function(env, "setOption", SIZE_MAX, set_option_from_node, NULL, &value);
  napi_set_named_property(env, exports, "setOption", value);
  napi_create_function(env, "coverage", SIZE_MAX, coverage_to_node, NULL, &value);
  napi_set_named_property(env, exports, "coverage", value);
  return exports;
}
