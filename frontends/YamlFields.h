//===- YamlFields.h - Values and keys in a network file -------------------===//
//
// What every part of the grammar is read with: words, numbers, choices and
// mappings, with `$names` of blocks followed to what they stand for.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_YAMLFIELDS_H
#define COCC_FRONTENDS_YAMLFIELDS_H

#include "frontends/YamlTree.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include <map>

namespace cocc::frontends {

struct Scope;

/// A node, and what `$names` in it stand for.
struct Ref {
  const YamlNode *node = nullptr;
  const Scope *scope = nullptr;

  Ref at(const YamlNode *inner) const { return {inner, scope}; }
};

/// One use of a block.
struct Scope {
  std::map<std::string, Ref> parameters;
  std::shared_ptr<const Place> usedAt;
};

/// The keys of a mapping that have not been asked for yet.
struct Fields {
  Ref whole;
  std::vector<YamlNode::Entry> left;

  /// The value of `key` as written, with a null node where it is not there.
  Ref take(llvm::StringRef key);
};

Place placeOf(Ref ref);

/// "a list", for messages.
llvm::StringRef describe(const YamlNode &node);

/// What a scalar is: a flag, a number or text.
GivenValue::Kind scalarKind(const YamlNode &node);

/// Whether `text` can be a layer's or a block's name.
bool isName(llvm::StringRef text);

/// Each function returns false once `problem` is filled.
class FieldReader {
protected:
  explicit FieldReader(Problem &problem) : problem(problem) {}

  bool fail(Place place, const llvm::Twine &message,
            std::vector<Problem::Note> notes = {});

  /// Follows `$name` to what it stands for.
  bool resolve(Ref &ref);
  bool openMapping(Ref ref, const llvm::Twine &what, Fields &fields);
  /// Refuses keys that nobody asked for.
  bool finish(const Fields &fields, llvm::ArrayRef<llvm::StringRef> known,
              const llvm::Twine &what);
  bool readWord(Ref ref, const llvm::Twine &what, std::string &text);
  bool readName(Ref ref, const llvm::Twine &what, Name &name);
  bool readCount(Ref ref, const llvm::Twine &what, int64_t &count);
  bool readValue(Ref ref, GivenValue &value);
  bool readChoice(Ref ref, llvm::StringRef key,
                  llvm::ArrayRef<llvm::StringRef> choices, size_t &index);

private:
  Problem &problem;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_YAMLFIELDS_H
