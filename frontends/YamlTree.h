//===- YamlTree.h - A YAML file as plain nodes ----------------------------===//
//
// What yaml-cpp makes of a text, without yaml-cpp: neither its types nor its
// exceptions reach the rest of the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_YAMLTREE_H
#define COCC_FRONTENDS_YAMLTREE_H

#include "frontends/NetworkDescription.h"
#include "llvm/ADT/StringRef.h"
#include <deque>

namespace cocc::frontends {

struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Mapping };
  struct Entry {
    const YamlNode *key;
    const YamlNode *value;
  };

  Kind kind = Kind::Null;
  Place place;
  /// Of a scalar. Only a plain one can be a number or a flag.
  std::string text;
  bool plain = true;
  std::vector<const YamlNode *> items;
  /// No two keys are equal, and all are scalars.
  std::vector<Entry> entries;
};

/// Owns its nodes. An alias is the node that it names, so nodes can be shared,
/// but no node contains itself.
struct YamlTree {
  std::deque<YamlNode> nodes;
  const YamlNode *root = nullptr;
};

/// Parses one document; says in `problem` what is wrong where it returns
/// nothing.
std::optional<YamlTree> parseYaml(llvm::StringRef text, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_YAMLTREE_H
