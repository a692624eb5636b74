/*
 * What our external-delegate plugins share. Each of them is a Node addon as well: tfjs-tflite-node hands delegate options
 * over as pointers to strings it has already freed (`for (auto option : options)` copies each pair, and `insert` keeps
 * the copy's pointer), so a Node host sets them through the addon before it opens a model. The addon also tells the
 * version of TensorFlow Lite and how much of the last model a delegate took over.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/c/c_api.h"
#include "tensorflow/lite/c/common.h"

#define EXPORT __attribute__((visibility("default")))

typedef struct {
  int operators;
  int delegated;
  int partitions;
} Coverage;

/* Of the model opened last; a plugin clears it when it creates a delegate. */
static Coverage last_coverage;

/*
 * Lets a delegate take its part of a subgraph and counts it: the operators before, and of the plan that is left the nodes
 * that are the delegate's own.
 */
static TfLiteStatus prepare_and_count(TfLiteContext *context, TfLiteDelegate *delegate) {
  TfLiteIntArray *plan;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  int operators = plan->size, partitions = 0;
  TfLiteStatus status = delegate->Prepare(context, delegate);
  if (status != kTfLiteOk) return status;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  for (int i = 0; i < plan->size; i++) {
    TfLiteNode *node;
    TfLiteRegistration *registration;
    if (context->GetNodeAndRegistration(context, plan->data[i], &node, &registration) != kTfLiteOk) return kTfLiteError;
    if (node->delegate == delegate) partitions++;
  }
  last_coverage.operators += operators;
  last_coverage.delegated += operators - (plan->size - partitions);
  last_coverage.partitions += partitions;
  return kTfLiteOk;
}

/* Node-API, declared here because its header is not at hand at install; weak, so that other hosts load the library. */
#define NODE_API __attribute__((weak)) int
typedef void *napi_env, *napi_value, *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
NODE_API napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
NODE_API napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
NODE_API napi_get_boolean(napi_env, uint8_t, napi_value *);
NODE_API napi_get_array_length(napi_env, napi_value, uint32_t *);
NODE_API napi_get_element(napi_env, napi_value, uint32_t, napi_value *);
NODE_API napi_create_int32(napi_env, int32_t, napi_value *);
NODE_API napi_create_object(napi_env, napi_value *);
NODE_API napi_create_string_utf8(napi_env, const char *, size_t, napi_value *);
NODE_API napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
NODE_API napi_set_named_property(napi_env, napi_value, const char *, napi_value);

static void set_number(napi_env env, napi_value object, const char *name, int number) {
  napi_value value;
  if (napi_create_int32(env, number, &value) == 0) napi_set_named_property(env, object, name, value);
}

static void set_function(napi_env env, napi_value object, const char *name, napi_callback function) {
  napi_value value;
  if (napi_create_function(env, name, SIZE_MAX, function, NULL, &value) == 0)
    napi_set_named_property(env, object, name, value);
}

/* coverage(): of the model prepared last, its operators, how many of them were taken over, and in how many parts. */
static napi_value coverage_to_node(napi_env env, napi_callback_info info) {
  napi_value result = NULL;
  (void)info;
  napi_create_object(env, &result);
  set_number(env, result, "operators", last_coverage.operators);
  set_number(env, result, "delegated", last_coverage.delegated);
  set_number(env, result, "partitions", last_coverage.partitions);
  return result;
}

static void export_common(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_string_utf8(env, TfLiteVersion(), SIZE_MAX, &version);
  napi_set_named_property(env, exports, "tfliteVersion", version);
  set_function(env, exports, "coverage", coverage_to_node);
}
