//===- TorchSamples.cpp ---------------------------------------------------===//

#include "TorchSamples.h"
#include <cstdint>
#include <gtest/gtest.h>
#include <zip.h>

namespace cocc::frontends {
namespace {

const char *const model = R"json({"graph_module": {"graph": {"inputs": [],
   "outputs": [{"as_tensor": {"name": "sum_1"}}],
   "nodes": [{"target": "torch.ops.aten.sym_size.int",
     "inputs": [{"name": "self", "arg": {"as_tensor": {"name": "x"}}, "kind": 1},
      {"name": "dim", "arg": {"as_int": 2}, "kind": 1}],
     "outputs": [{"as_sym_int": {"as_name": "size"}}],
     "metadata": {"nn_module_stack": "_empty_nn_module_stack_from_metadata_hook,_empty_nn_module_stack_from_metadata_hook,_empty_nn_module_stack_from_metadata_hook",
      "stack_trace": "File \"torch/fx/passes/runtime_assert.py\", line 24, in run"},
     "name": "size"},
    {"target": "torch.ops.aten.conv1d.default",
     "inputs": [{"name": "input", "arg": {"as_tensor": {"name": "x"}}, "kind": 1},
      {"name": "weight", "arg": {"as_tensor": {"name": "p_w"}}, "kind": 1},
      {"name": "bias", "arg": {"as_none": true}, "kind": 1},
      {"name": "stride", "arg": {"as_ints": [1]}, "kind": 1},
      {"name": "size",
       "arg": {"as_sym_ints": [{"as_int": -1}, {"as_name": "size"}]},
       "kind": 1}],
     "outputs": [{"as_tensor": {"name": "conv1d"}}],
     "metadata": {"nn_module_stack": "L__self__,,__main__.Net;L['self'].blocks[0],blocks.0.conv,torch.nn.modules.conv.Conv1d",
      "stack_trace": "File \"/home/me/net.py\", line 12, in forward\n    y = self.blocks(x)\n  File \"<eval_with_key>.3\", line 4, in forward\n    made = up\n  File \"/usr/lib/python3/site-packages/torch/nn/modules/conv.py\", line 385, in forward\n    return self._conv_forward(input)"},
     "is_hop_single_tensor_return": null,
     "name": "conv1d"},
    {"target": "torch.ops.aten.split.Tensor",
     "inputs": [{"name": "self",
       "arg": {"as_optional_tensor": {"as_tensor": {"name": "conv1d"}}},
       "kind": 1},
      {"name": "low", "arg": {"as_float": "-Infinity"}, "kind": 1},
      {"name": "high", "arg": {"as_sym_float": {"as_float": 2}}, "kind": 1},
      {"name": "many", "arg": {"as_floats": [0.5, "NaN"]}, "kind": 1},
      {"name": "flag", "arg": {"as_bool": true}, "kind": 1},
      {"name": "flags", "arg": {"as_bools": [true, false]}, "kind": 1},
      {"name": "mode", "arg": {"as_string": "same"}, "kind": 1},
      {"name": "dtype", "arg": {"as_scalar_type": 5}, "kind": 2},
      {"name": "count", "arg": {"as_sym_int": {"as_name": "size"}}, "kind": 2},
      {"name": "layout", "arg": {"as_memory_format": 7}, "kind": 2},
      {"name": "branch",
       "arg": {"as_graph": {"name": "g", "graph": {}}},
       "kind": 2}],
     "outputs": [{"as_tensors": [{"name": "getitem"}, {"name": "split_unused_1"}]},
      {"as_none": true}],
     "metadata": {},
     "name": null},
    {"target": "torch.ops.aten.cat.default",
     "inputs": [{"name": "tensors",
       "arg": {"as_tensors": [{"name": "getitem"}, {"name": "b_k"}]},
       "kind": 1},
      {"name": "indices",
       "arg": {"as_optional_tensors": [{"as_none": true},
                                {"as_tensor": {"name": "c_i"}}]},
       "kind": 1}],
     "outputs": [{"as_tensor": {"name": "sum_1"}}],
     "metadata": {},
     "name": "sum_1"}],
   "tensor_values": {"x": {"dtype": 7,
     "sizes": [{"as_int": 1},
      {"as_int": 2},
      {"as_expr": {"expr_str": "Symbol('s53', positive=True, integer=True)",
        "hint": {"as_int": 16}}}]},
    "p_w": {"dtype": 7, "sizes": [{"as_int": 3}, {"as_int": 2}]},
    "p_v": {"dtype": 7, "sizes": [{"as_int": 2}]},
    "b_k": {"dtype": 6, "sizes": [{"as_int": 2}]},
    "b_b": {"dtype": 13, "sizes": [{"as_int": 2}]},
    "c_i": {"dtype": 5, "sizes": [{"as_int": 2}]},
    "c_f": {"dtype": 12, "sizes": [{"as_int": 2}]},
    "conv1d": {"dtype": 7, "sizes": [{"as_int": 1}, {"as_int": 3}]},
    "getitem": {"dtype": 7, "sizes": []},
    "sum_1": {"dtype": 8, "sizes": []}},
   "sym_int_values": {"size": {"as_expr": {"expr_str": "Add(Mul(Integer(2), Symbol('s53', positive=True)), Integer(-1))",
      "hint": {"as_int": 31}}}},
   "sym_bool_values": {}},
  "signature": {"input_specs": [{"parameter": {"arg": {"name": "p_w"}, "parameter_name": "blocks.0.weight"}},
    {"parameter": {"arg": {"name": "p_v"}, "parameter_name": "tied"}},
    {"buffer": {"arg": {"name": "b_k"}, "buffer_name": "k", "persistent": true}},
    {"buffer": {"arg": {"name": "b_b"}, "buffer_name": "b", "persistent": false}},
    {"tensor_constant": {"arg": {"name": "c_i"},
                         "tensor_constant_name": "lifted"}},
    {"tensor_constant": {"arg": {"name": "c_f"},
                         "tensor_constant_name": "flags"}},
    {"user_input": {"arg": {"as_tensor": {"name": "x"}}}},
    {"constant_input": {"name": "deep", "value": {"as_bool": true}}}],
   "output_specs": [{"user_output": {"arg": {"as_tensor": {"name": "sum_1"}}}},
    {"user_output": {"arg": {"as_none": true}}}]},
  "module_call_graph": []},
 "opset_version": {"aten": 10},
 "range_constraints": {},
 "schema_version": {"major": 8, "minor": 20},
 "torch_version": "2.13.0"})json";

/// A line of a table of weights, with a comma before it.
std::string payload(const std::string &name, const std::string &entry, int type,
                    const std::string &sizes, const std::string &strides,
                    int offset) {
  return ", \"" + name + "\": {\"path_name\": \"" + entry +
         "\", \"is_param\": true, \"use_pickle\": false, \"tensor_meta\": "
         "{\"dtype\": " +
         std::to_string(type) + ", \"sizes\": [" + sizes +
         "], \"requires_grad\": true, \"device\": {\"type\": \"cpu\"}, "
         "\"strides\": [" +
         strides +
         "], \"storage_offset\": {\"as_int\": " + std::to_string(offset) +
         "}, \"layout\": 7}}";
}

/// Without the comma before its first line.
std::string table(const std::string &lines) {
  return "{\"config\": {" + lines.substr(2) + "}}";
}

} // namespace

Entries sampleEntries() {
  const std::string two = R"({"as_int": 2})", one = R"({"as_int": 1})";
  Entries entries;
  entries["net/models/model.json"] = model;
  entries["net/byteorder"] = "little";
  entries["net/archive_format"] = "pt2";
  // A transposed matrix, and two of its numbers from the fourth on.
  entries["net/data/weights/model_weights_config.json"] =
      table(payload("blocks.0.weight", "weight_0", 7,
                    R"({"as_int": 3}, )" + two, one + R"(, {"as_int": 3})", 0) +
            payload("tied", "weight_0", 7, two, one, 4) +
            payload("k", "weight_1", 6, two, one, 0));
  entries["net/data/weights/weight_0"] = bytesOf<float>({1, 2, 3, 4, 5, 6});
  entries["net/data/weights/weight_1"] = bytesOf<uint16_t>({0x3e00, 0xfc00});
  entries["net/data/constants/model_constants_config.json"] =
      table(payload("b", "tensor_0", 13, two, one, 0) +
            payload("lifted", "tensor_1", 5, two, one, 0) +
            payload("flags", "tensor_2", 12, two, one, 0));
  entries["net/data/constants/tensor_0"] = bytesOf<uint16_t>({0x3fc0, 0xc040});
  entries["net/data/constants/tensor_1"] = bytesOf<int64_t>({-7, 9});
  entries["net/data/constants/tensor_2"] = bytesOf<uint8_t>({1, 0});
  return entries;
}

void replaceText(std::string &text, const std::string &from,
                 const std::string &to) {
  size_t place = text.find(from);
  ASSERT_NE(place, std::string::npos) << from;
  text.replace(place, from.size(), to);
}

std::string makeZip(const Entries &entries, bool compressed) {
  zip_source_t *target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  for (const auto &[name, content] : entries) {
    zip_source_t *source =
        zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_int64_t index =
        zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
    zip_set_file_compression(archive, index,
                             compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
    zip_file_set_mtime(archive, index, 0, 0);
  }
  std::string bytes;
  if (zip_close(archive) == 0 && zip_source_open(target) == 0) {
    zip_source_seek(target, 0, SEEK_END);
    bytes.resize(zip_source_tell(target));
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
  }
  zip_source_free(target);
  return bytes;
}

} // namespace cocc::frontends
