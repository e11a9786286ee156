//===- WeightSource.h - The weights that a description refers to ----------===//

#ifndef COCC_FRONTENDS_WEIGHTSOURCE_H
#define COCC_FRONTENDS_WEIGHTSOURCE_H

#include "dialect/Weights.h"
#include "frontends/NetworkDescription.h"
#include "frontends/WeightsFile.h"
#include "llvm/ADT/StringMap.h"

namespace cocc::frontends {

/// Gives weights by name. Goes on where one is missing, so that all that are
/// wrong are reported together.
class WeightSource {
public:
  /// Opens the file that `description` names, relative to `descriptionPath`.
  /// Says in `problem` what is wrong where it returns nothing.
  static std::optional<WeightSource> open(const NetworkDescription &description,
                                          llvm::StringRef descriptionPath,
                                          Problem &problem);

  /// The constant `name`, made at `builder` if it is asked for the first time.
  /// `place` is the layer that wants it.
  continual::WeightOp get(mlir::OpBuilder &builder, mlir::Location location,
                          llvm::StringRef name,
                          const continual::WeightSpec &spec,
                          const Place &place);

  /// What is wrong with the weights that were asked for, and which were not.
  std::vector<Problem> finish();

private:
  continual::WeightOp getStored(mlir::OpBuilder &builder,
                                mlir::Location location, llvm::StringRef name,
                                llvm::ArrayRef<int64_t> shape,
                                const Place &place);
  continual::WeightOp refuse(mlir::OpBuilder &builder, mlir::Location location,
                             llvm::StringRef name,
                             llvm::ArrayRef<int64_t> shape, const Place &place,
                             std::string message);
  /// The tensors of the file or table.
  std::optional<Tensor> find(llvm::StringRef name) const;
  std::string describe() const;
  std::vector<llvm::StringRef> unusedTensors() const;

  std::optional<WeightsReference> reference;
  std::shared_ptr<const WeightsFile> file;
  llvm::StringMap<continual::WeightOp> made;
  std::vector<Problem> problems;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_WEIGHTSOURCE_H
