/*
 * The XNNPACK delegate of libtensorflowlite_c as a TensorFlow Lite external delegate, which is the only kind that
 * tfjs-tflite-node can load. Node sets its options through `setOption`; see `plugin.h`.
 */
#include "plugin.h"

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
  TfLiteDelegate base;
  TfLiteDelegate *xnnpack;
  Options options;
  char refusal[200];
} Plugin;

static Options default_options = {0, SIGNED_INT8 | UNSIGNED_INT8};

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
  return prepare_and_count(context, plugin->xnnpack);
}

/*
 * TensorFlow Lite 2.9 passes no report_error and crashes on a NULL result, so a refused option still yields a delegate:
 * one that refuses the model and says why through the interpreter.
 */
EXPORT TfLiteDelegate *tflite_plugin_create_delegate(char **keys, char **values, size_t count,
                                                     void (*report_error)(const char *)) {
  Plugin *plugin = calloc(1, sizeof *plugin);
  if (plugin == NULL) return NULL;
  last_coverage = (Coverage){0, 0, 0};
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

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  export_common(env, exports);
  set_function(env, exports, "setOption", set_option_from_node);
  return exports;
}
