//===- YamlTree.cpp -------------------------------------------------------===//
//
// The one file that is compiled with exceptions.
//
//===----------------------------------------------------------------------===//

#include "frontends/YamlTree.h"
#include "llvm/Support/ConvertUTF.h"
#include <map>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace cocc::frontends {
namespace {

/// Thrown and caught in this file alone.
struct Refusal {
  Problem problem;
};

Place placeOf(const YAML::Mark &mark) {
  if (mark.is_null())
    return {};
  return {static_cast<unsigned>(mark.line + 1),
          static_cast<unsigned>(mark.column + 1),
          {}};
}

/// Builds the tree from yaml-cpp's events.
class TreeBuilder : public YAML::EventHandler {
public:
  explicit TreeBuilder(YamlTree &tree) : tree(tree) {}

  void OnDocumentStart(const YAML::Mark &mark) override {
    if (tree.root)
      throw Refusal{{placeOf(mark),
                     "a second document starts here; a file is one network",
                     {}}};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    add(YamlNode::Kind::Null, mark, anchor);
  }
  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    for (const Open &open : stack)
      if (open.node == anchors[anchor])
        throw Refusal{
            {placeOf(mark), "an alias inside of what it stands for", {}}};
    attach(anchors[anchor], placeOf(mark));
  }
  void OnScalar(const YAML::Mark &mark, const std::string &tag,
                YAML::anchor_t anchor, const std::string &value) override {
    checkTag(mark, tag);
    YamlNode *node = add(YamlNode::Kind::Scalar, mark, anchor);
    node->text = value;
    node->plain = tag != "!";
  }
  void OnSequenceStart(const YAML::Mark &mark, const std::string &tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    checkTag(mark, tag);
    stack.push_back({add(YamlNode::Kind::Sequence, mark, anchor)});
  }
  void OnSequenceEnd() override { stack.pop_back(); }
  void OnMapStart(const YAML::Mark &mark, const std::string &tag,
                  YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    checkTag(mark, tag);
    stack.push_back({add(YamlNode::Kind::Mapping, mark, anchor)});
  }
  void OnMapEnd() override { stack.pop_back(); }

private:
  /// A list or mapping whose end has not come.
  struct Open {
    YamlNode *node;
    const YamlNode *key = nullptr;
    std::map<std::string, Place> keys = {};
  };

  void checkTag(const YAML::Mark &mark, const std::string &tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      throw Refusal{{placeOf(mark),
                     "a network file has no tags, but here is '" + tag + "'",
                     {}}};
  }

  YamlNode *add(YamlNode::Kind kind, const YAML::Mark &mark,
                YAML::anchor_t anchor) {
    YamlNode *node = &tree.nodes.emplace_back();
    node->kind = kind;
    node->place = placeOf(mark);
    if (anchor)
      anchors[anchor] = node;
    attach(node, node->place);
    return node;
  }

  void attach(YamlNode *node, const Place &place) {
    if (stack.empty()) {
      tree.root = node;
      return;
    }
    Open &open = stack.back();
    if (open.node->kind == YamlNode::Kind::Sequence) {
      open.node->items.push_back(node);
    } else if (open.key) {
      addEntry(open, node);
    } else {
      if (node->kind != YamlNode::Kind::Scalar)
        throw Refusal{{place, "a key must be a name", {}}};
      open.key = node;
    }
  }

  void addEntry(Open &open, YamlNode *value) {
    auto [first, fresh] =
        open.keys.try_emplace(open.key->text, open.key->place);
    if (!fresh)
      throw Refusal{{open.key->place,
                     "the key '" + open.key->text + "' stands here twice",
                     {{first->second, "the first is here"}}}};
    open.node->entries.push_back({open.key, value});
    open.key = nullptr;
  }

  YamlTree &tree;
  std::vector<Open> stack;
  std::map<YAML::anchor_t, YamlNode *> anchors;
};

/// Where the text stops being UTF-8, or holds a character that no text has.
std::optional<size_t> findNoText(llvm::StringRef text) {
  size_t zero = text.find('\0');
  if (zero != llvm::StringRef::npos)
    return zero;
  auto *position = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  auto *end = reinterpret_cast<const llvm::UTF8 *>(text.end());
  if (llvm::isLegalUTF8String(&position, end))
    return std::nullopt;
  return reinterpret_cast<const char *>(position) - text.begin();
}

Place placeAt(llvm::StringRef text, size_t offset) {
  llvm::StringRef before = text.take_front(offset);
  size_t lineStart = before.rfind('\n') + 1;
  return {static_cast<unsigned>(before.count('\n') + 1),
          static_cast<unsigned>(offset - lineStart + 1),
          {}};
}

} // namespace

std::optional<YamlTree> parseYaml(llvm::StringRef text, Problem &problem) {
  if (std::optional<size_t> offset = findNoText(text)) {
    problem = {
        placeAt(text, *offset), "this is no UTF-8 text, so it is no YAML", {}};
    return std::nullopt;
  }
  YamlTree tree;
  TreeBuilder builder(tree);
  try {
    std::istringstream stream(text.str());
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refusal &refusal) {
    problem = refusal.problem;
    return std::nullopt;
  } catch (const YAML::Exception &exception) {
    problem = {
        placeOf(exception.mark), "this is no YAML: " + exception.msg, {}};
    return std::nullopt;
  }
  return tree;
}

} // namespace cocc::frontends
