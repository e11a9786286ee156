//===- AllocationPlanner.h - Blocks that share memory by lifetime ---------===//
//
// Give it the blocks that a sequence of operations needs, each with its size
// and the first and last operation that uses it; commit() finds each a place,
// such that no two blocks that are in use at once overlap.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_ALLOCATIONPLANNER_H
#define COCC_COMPILER_ANALYSIS_ALLOCATIONPLANNER_H

#include <cstdint>
#include <vector>

namespace cocc {

class AllocationPlanner {
public:
  /// Every offset is a multiple of `alignment`.
  explicit AllocationPlanner(uint64_t alignment) : alignment(alignment) {}

  /// Adds a block that is in use from operation `firstUse` to `lastUse`, both
  /// included, and returns its id.
  unsigned addBlock(uint64_t size, unsigned firstUse, unsigned lastUse);

  /// Places all blocks, the largest first, each in the smallest gap that it
  /// fits.
  void commit();

  uint64_t getOffset(unsigned id) const { return blocks[id].offset; }
  /// The bytes that all blocks together need.
  uint64_t getTotal() const { return total; }
  /// The bytes they would need if none were shared.
  uint64_t getUnshared() const;

private:
  struct Block {
    uint64_t size;
    unsigned firstUse;
    unsigned lastUse;
    uint64_t offset = 0;
  };

  uint64_t findGap(const Block &block,
                   const std::vector<unsigned> &placed) const;

  uint64_t alignment;
  uint64_t total = 0;
  std::vector<Block> blocks;
};

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_ALLOCATIONPLANNER_H
