//===- NetworkName.cpp ----------------------------------------------------===//

#include "frontends/NetworkName.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <dlfcn.h>
#include <memory>

using namespace llvm;

/// Words of C and C++.
static constexpr StringLiteral keywords =
    "alignas alignof and and_eq asm auto bitand bitor bool break case catch "
    "char char16_t char32_t char8_t class co_await co_return co_yield compl "
    "concept const const_cast consteval constexpr constinit continue "
    "decltype default delete do double dynamic_cast else enum explicit "
    "export extern false float for friend goto if inline int long mutable "
    "namespace new noexcept not not_eq nullptr operator or or_eq private "
    "protected public register reinterpret_cast requires restrict return "
    "short signed sizeof static static_assert static_cast struct switch "
    "template this thread_local throw true try typedef typeid typename "
    "union unsigned using virtual void volatile wchar_t while xor xor_eq";

/// Headers that standard headers include, libraries that every program links,
/// and what compilers and standard headers define besides functions.
static constexpr StringLiteral taken =
    "alloca assert complex ctype endian errno features fenv float inttypes "
    "iso646 libintl limits locale math memory pthread sched setjmp signal "
    "stdalign stdarg stdatomic stdbool stdckdint stddef stdint stdio stdlib "
    "stdnoreturn string strings tgmath threads time uchar unistd wchar wctype "
    "xlocale "
    "anl c dl gcc gcc_s m resolv rt util "
    "EOF I NULL i386 linux main offsetof unix";

/// Ends of the functions of a library, and of its name in them.
static constexpr StringLiteral endings[] = {"",         "_init",  "_create",
                                            "_destroy", "_step",  "_peek",
                                            "_flush",   "_reset", "_network"};

static bool isWordOf(StringRef words, StringRef name) {
  SmallVector<StringRef> each;
  words.split(each, ' ');
  return is_contained(each, name);
}

/// The function of `library` with which one of the network's would collide.
static std::string findCollision(const char *library, StringRef name) {
  const std::unique_ptr<void, int (*)(void *)> handle(
      dlopen(library, RTLD_LAZY), dlclose);
  for (StringRef ending : endings) {
    std::string symbol = (name + ending).str();
    if (handle && dlsym(handle.get(), symbol.c_str()))
      return symbol;
  }
  return "";
}

std::string cocc::frontends::findWrongInNetworkName(StringRef name) {
  auto isPlain = [](char c) { return isAlnum(c) || c == '_'; };
  if (name.empty() || !isAlpha(name.front()) || !all_of(name, isPlain) ||
      isWordOf(keywords, name))
    return ("'" + name +
            "' cannot prefix the functions of a C library; 'network' must be "
            "letters, digits and '_', start with a letter, and be no word of C "
            "or C++")
        .str();
  std::string use;
  if (isWordOf(taken, name) || name.ends_with("_t"))
    use = "C compilers, headers or libraries use that name";
  else if (name.starts_with("cocc"))
    use = "names that begin so are those of the runtime";
  for (const char *library : {"libc.so.6", "libm.so.6"})
    if (std::string symbol = findCollision(library, name);
        use.empty() && !symbol.empty())
      use = "the C library has a function '" + symbol + "'";
  if (use.empty())
    return "";
  return ("'" + name + "' cannot name a library: " + use +
          "; add something to it, as in 'my_" + name + "'")
      .str();
}

std::string cocc::frontends::makeNetworkName(StringRef text) {
  std::string name;
  for (char c : text)
    name += isAlnum(c) ? c : '_';
  if (name.empty() || !isAlpha(name.front()))
    name = "net_" + name;
  return findWrongInNetworkName(name).empty() ? name : name + "_net";
}
