"""The tests that are files with RUN lines: IR, network files, and scripts of several files."""

import os
import sys

import lit.formats

config.name = "cocc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".yaml", ".test"]
# pytest and GoogleTest have their own runners.
config.excludes = ["Inputs", "numeric", "ops", "property", "python", "reference", "runtime", "benchmark", "docs"]
config.test_source_root = os.path.dirname(__file__)

config.environment["PATH"] = os.pathsep.join(
    [config.cocc_binaries, config.llvm_tools, config.environment["PATH"]])
config.substitutions += [
    ("%cocc-import", os.path.join(config.cocc_binaries, "cocc-import")),
    ("%cocc-opt", os.path.join(config.cocc_binaries, "cocc-opt")),
    ("%cocc", os.path.join(config.cocc_binaries, "cocc")),
    ("%cc", config.c_compiler),
    ("%cxx", config.cxx_compiler),
    ("%python", config.python or sys.executable),
    ("%mlir-include", config.mlir_include),
    ("%root", os.path.dirname(config.test_source_root)),
    ("%safetensors", f"{config.python or sys.executable} " + os.path.join(
        config.test_source_root, "frontends", "Inputs", "safetensors.py")),
]
