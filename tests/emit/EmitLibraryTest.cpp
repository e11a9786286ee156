//===- EmitLibraryTest.cpp - The files of a library, put to use -----------===//

#include "compiler/codegen/EmitLibrary.h"
#include "TinyNetwork.h"
#include "cocc/table.h"
#include "tests/runtime/OneFrame.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <dlfcn.h>
#include <set>

using namespace cocc;
using namespace cocc::test;
using llvm::StringRef;

namespace {

std::string contents(const llvm::Twine &path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  return file ? (*file)->getBuffer().str() : "";
}

/// A folder of its own for each test, with the libraries of two networks.
class EmitLibraryTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("cocc-test", folder));
    EXPECT_EQ(emit(tinyNetwork()), "");
    EXPECT_EQ(emit(tinyNetwork("twin", {.stride = 2})), "");
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(const llvm::Twine &file) const {
    return (folder + "/" + file).str();
  }

  std::string emit(const NetworkLayout &layout, const llvm::Twine &into = "") {
    llvm::Error error = emitLibrary(layout, path(into));
    return error ? toString(std::move(error)) : "";
  }

  /// Runs a program; what it printed, whatever it returned.
  int run(std::vector<std::string> arguments) {
    std::vector<StringRef> views(arguments.begin(), arguments.end());
    const std::string log = path("log");
    auto program = llvm::sys::findProgramByName(arguments.front());
    const int code = llvm::sys::ExecuteAndWait(
        program ? *program : arguments.front(), views, std::nullopt,
        {std::nullopt, StringRef(log), StringRef(log)});
    output = contents(log);
    return code;
  }

  std::set<std::string> files(const llvm::Twine &in = "") const {
    std::set<std::string> names;
    std::error_code error;
    const std::string where = path(in);
    for (llvm::sys::fs::directory_iterator at(where, error), end;
         at != end && !error; at.increment(error))
      names.insert(llvm::sys::path::filename(at->path()).str());
    return names;
  }

  int compileProgram(const char *compiler, const char *standard,
                     const char *source, std::vector<std::string> libraries) {
    std::vector<std::string> arguments = {
        compiler,
        standard,
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pedantic",
        "-I",
        folder.str().str(),
        std::string(COCC_TEST_PROGRAMS) + "/" + source,
        "-o",
        path("program")};
    for (const std::string &library : libraries)
      arguments.push_back(path(library));
    arguments.push_back("-lm");
    return run(arguments);
  }

  llvm::SmallString<128> folder;
  std::string output;
};

/// What the tiny network makes of frames of ones, far from the clip's ends.
float steadyValue(int channel) {
  return channel == 0 ? std::tanh(1.f + 3 + 5 + 0.5f)
                      : std::tanh(2.f + 4 + 6 - 0.5f);
}

/// The network "echo" with a second output that has each frame once.
NetworkLayout twoOutputs() {
  NetworkLayout net = tinyNetwork("echo", {.repeats = 2});
  net.outputs.push_back(net.outputs[0]);
  net.outputs[0].name = "twice";
  net.outputs[1].name = "once";
  net.outputs[1].stream.period = 2;
  net.outputs[1].mostFrames = net.outputs[1].flushFrames = 1;
  net.rings.push_back(net.rings[1]);
  net.rings[2].period = 2;
  KernelLayout once = net.kernels[1];
  once.functions.resize(1);
  once.extents = {{0, 1, -1, 1}};
  once.result = 2;
  once.output = 1;
  net.kernels.push_back(once);
  net.phases[0].push_back({2, 1});
  return net;
}

} // namespace

TEST_F(EmitLibraryTest, WritesFourFilesANetworkAndNothingElse) {
  EXPECT_EQ(files(), (std::set<std::string>{
                         "libtiny.a", "libtiny.so", "tiny.h", "tiny.json",
                         "libtwin.a", "libtwin.so", "twin.h", "twin.json"}));
}

TEST_F(EmitLibraryTest, SameLayoutSameFiles) {
  EXPECT_EQ(emit(tinyNetwork(), "again/deeper"), "");
  for (const char *file : {"libtiny.a", "libtiny.so", "tiny.h", "tiny.json"})
    EXPECT_EQ(contents(path(file)), contents(path("again/deeper/") + file))
        << file;
}

TEST_F(EmitLibraryTest, SharedLibraryRunsByItsNamelessSymbol) {
  void *library = dlopen(path("libtwin.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto *network =
      static_cast<const cocc_network *>(dlsym(library, "cocc_network"));
  ASSERT_NE(network, nullptr) << dlerror();
  EXPECT_EQ(network, dlsym(library, "twin_network"));
  EXPECT_EQ(network->magic, COCC_NETWORK_MAGIC);
  EXPECT_EQ(network->abi_version, COCC_ABI_VERSION);
  EXPECT_NE(network->fingerprint, 0u);
  EXPECT_STREQ(network->name, "twin");
  EXPECT_EQ(network->inputs[0].rank, 3);
  EXPECT_EQ(network->inputs[0].shape[2], 3);
  EXPECT_EQ(network->outputs[0].period, 2);
  EXPECT_EQ(network->outputs[0].most_frames, 1);
  EXPECT_EQ(network->ticks_per_frame, 1);
  EXPECT_EQ(network->frames_per_step, 1);
  EXPECT_EQ(network->block, 2);
  EXPECT_EQ(network->macs_per_step, 9);
  EXPECT_EQ(network->state_bytes, 384u);

  const cocc_kernel &conv = network->tables->kernels[1];
  EXPECT_STREQ(conv.name, "conv+tanh");
  const cocc_function &function = conv.functions[0];
  for (int32_t weight = 0; weight < function.weight_count; ++weight)
    EXPECT_EQ(reinterpret_cast<uintptr_t>(function.weights[weight]) % 64, 0u);

  cocc_state *state = cocc_create(network);
  ASSERT_NE(state, nullptr);
  const float in[6] = {1, 1, 1, 1, 1, 1};
  float out[6] = {};
  for (int t = 0; t < 7; ++t)
    ASSERT_EQ(step(network, state, in, out), t % 2);
  EXPECT_FLOAT_EQ(out[0], steadyValue(0));
  EXPECT_FLOAT_EQ(out[5], steadyValue(1));
  EXPECT_EQ(flush(network, state, nullptr, out), 1);
  EXPECT_FLOAT_EQ(out[0], std::tanh(1 + 3 + 0.5f));
  cocc_destroy(state);
  dlclose(library);
}

TEST_F(EmitLibraryTest, SharedLibraryExportsItsFunctionsAlone) {
  ASSERT_EQ(
      run({COCC_TEST_NM, "-D", "--defined-only", "-P", path("libtiny.so")}), 0);
  std::set<std::string> names;
  llvm::SmallVector<StringRef> lines;
  StringRef(output).split(lines, '\n', -1, false);
  for (StringRef line : lines)
    names.insert(line.split(' ').first.str());
  EXPECT_EQ(names,
            (std::set<std::string>{
                "cocc_network", "tiny_copy", "tiny_create", "tiny_destroy",
                "tiny_flush", "tiny_init", "tiny_last_error", "tiny_network",
                "tiny_peek", "tiny_release", "tiny_reset", "tiny_step"}));
}

TEST_F(EmitLibraryTest, SharedLibraryNeedsLibcAndLibmAlone) {
  ASSERT_EQ(run({COCC_TEST_READELF, "-d", "-W", path("libtiny.so")}), 0);
  EXPECT_EQ(StringRef(output).count("(NEEDED)"), 2u) << output;
  EXPECT_NE(output.find("[libc.so.6]"), std::string::npos) << output;
  EXPECT_NE(output.find("[libm.so.6]"), std::string::npos) << output;
  EXPECT_EQ(output.find("TEXTREL"), std::string::npos) << output;
}

TEST_F(EmitLibraryTest, HeaderIsCleanInCAndCpp) {
  EXPECT_EQ(compileProgram(COCC_TEST_C_COMPILER, "-std=c11", "TinyProgram.c",
                           {"libtiny.a"}),
            0)
      << output;
  EXPECT_EQ(run({path("program")}), 0) << output;
  EXPECT_EQ(compileProgram(COCC_TEST_CXX_COMPILER, "-std=c++20",
                           "TinyProgram.cpp", {"libtiny.so"}),
            0)
      << output;
  setenv("LD_LIBRARY_PATH", folder.c_str(), 1);
  EXPECT_EQ(run({path("program")}), 0) << output;
}

TEST_F(EmitLibraryTest, NetworksOfSeveralFramesAStepAreUsedFromC) {
  for (const NetworkLayout &layout : tinyNetworks())
    EXPECT_EQ(emit(layout), "");
  EXPECT_EQ(compileProgram(COCC_TEST_C_COMPILER, "-std=c11", "Rates.c",
                           {"libtrio.a", "libecho.a", "libearly.a"}),
            0)
      << output;
  EXPECT_EQ(run({path("program")}), 0) << output;
}

TEST_F(EmitLibraryTest, SeveralOutputsHaveCounts) {
  EXPECT_EQ(emit(twoOutputs()), "");
  EXPECT_EQ(compileProgram(COCC_TEST_C_COMPILER, "-std=c11", "TwoOutputs.c",
                           {"libecho.a"}),
            0)
      << output;
  EXPECT_EQ(run({path("program")}), 0) << output;
}

TEST_F(EmitLibraryTest, TwoNetworksLiveInOneProgram) {
  EXPECT_EQ(compileProgram(COCC_TEST_C_COMPILER, "-std=c11", "TwoNetworks.c",
                           {"libtiny.a", "libtwin.a"}),
            0)
      << output;
  EXPECT_EQ(run({path("program")}), 0) << output;
}

TEST_F(EmitLibraryTest, MissingKernelIsAnErrorAndLeavesNothing) {
  NetworkLayout net = tinyNetwork();
  net.pipelines[1].symbol = "tiny_absent";
  const std::string error = emit(net, "missing");
  EXPECT_NE(error.find("cannot link the shared library"), std::string::npos);
  EXPECT_NE(error.find("tiny_absent_argv"), std::string::npos) << error;
  EXPECT_FALSE(llvm::sys::fs::exists(path("missing")));
}

TEST_F(EmitLibraryTest, FailureLeavesTheFilesOfBefore) {
  const std::string before = contents(path("libtiny.a"));
  const auto names = files();
  ASSERT_FALSE(llvm::sys::fs::remove(path("tiny.json")));
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("tiny.json")));
  NetworkLayout net = tinyNetwork();
  net.constants[0].values[0] = 7;
  EXPECT_NE(emit(net).find("a folder of that name is in the way"),
            std::string::npos);
  EXPECT_EQ(contents(path("libtiny.a")), before);
  EXPECT_EQ(files(), names);
}

TEST_F(EmitLibraryTest, FolderThatCannotBeMadeIsNamed) {
  EXPECT_EQ(emit(tinyNetwork(), "tiny.h/inside"), "cannot write into folder '" +
                                                      path("tiny.h/inside") +
                                                      "': Not a directory");
}

/// Not even root may make a folder in /proc.
TEST_F(EmitLibraryTest, FolderThatMayNotBeWrittenIsNamed) {
  const std::string error =
      toString(emitLibrary(tinyNetwork(), "/proc/self/nothing"));
  EXPECT_EQ(error.rfind("cannot write into folder '/proc/self/nothing': ", 0),
            0u)
      << error;
}
