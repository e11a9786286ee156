//===- YamlBoundary.h - What enters and leaves a network ------------------===//
//
// The keys at the top of a network file beside its name and layers: inputs,
// outputs, and where the weights come from.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_YAMLBOUNDARY_H
#define COCC_FRONTENDS_YAMLBOUNDARY_H

#include "frontends/YamlFields.h"

namespace cocc::frontends {

class BoundaryReader : protected FieldReader {
protected:
  using FieldReader::FieldReader;

  struct Boundary {
    Ref input, inputs, output, outputs, align, weights;

    Ref getInput() const { return input.node ? input : inputs; }
  };

  static Boundary takeBoundary(Fields &fields);
  /// Each function returns false once the problem is filled.
  bool readBoundary(const Boundary &boundary, NetworkDescription &network);

private:
  bool readInputs(const Boundary &boundary, NetworkDescription &network);
  bool readInput(Ref ref, const llvm::Twine &what, NetworkInput &input);
  bool readRate(Ref ref, continual::InputRate &rate);
  bool readElements(Ref type, Ref limit, NetworkInput &input);
  bool readOutputs(const Boundary &boundary, NetworkDescription &network);
  bool readOutput(Ref name, Ref layer, NetworkDescription &network);
  bool readAlign(Ref ref, NetworkDescription &network);
  bool readWeights(Ref ref, NetworkDescription &network);
  /// The name of one of several inputs or outputs: an identifier of C that none
  /// of `others` has.
  bool readPortName(Ref ref, llvm::StringRef what, llvm::ArrayRef<Name> others,
                    Name &name);
  bool checkNotBoth(Ref one, Ref several, llvm::StringRef key);
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_YAMLBOUNDARY_H
