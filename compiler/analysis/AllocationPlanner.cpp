//===- AllocationPlanner.cpp ----------------------------------------------===//

#include "compiler/analysis/AllocationPlanner.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <numeric>

using namespace cocc;

unsigned AllocationPlanner::addBlock(uint64_t size, unsigned firstUse,
                                     unsigned lastUse) {
  blocks.push_back({llvm::alignTo(size, alignment), firstUse, lastUse});
  return blocks.size() - 1;
}

uint64_t AllocationPlanner::findGap(const Block &block,
                                    const std::vector<unsigned> &placed) const {
  std::vector<const Block *> neighbours;
  for (unsigned id : placed)
    if (blocks[id].firstUse <= block.lastUse &&
        block.firstUse <= blocks[id].lastUse)
      neighbours.push_back(&blocks[id]);
  llvm::stable_sort(neighbours, [](const Block *a, const Block *b) {
    return a->offset < b->offset;
  });

  uint64_t end = 0, best = 0;
  uint64_t bestSize = std::numeric_limits<uint64_t>::max();
  for (const Block *neighbour : neighbours) {
    if (neighbour->offset >= end + block.size &&
        neighbour->offset - end < bestSize) {
      best = end;
      bestSize = neighbour->offset - end;
    }
    end = std::max(end, neighbour->offset + neighbour->size);
  }
  return bestSize == std::numeric_limits<uint64_t>::max() ? end : best;
}

void AllocationPlanner::commit() {
  std::vector<unsigned> order(blocks.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::stable_sort(order, [&](unsigned a, unsigned b) {
    return blocks[a].size > blocks[b].size;
  });
  std::vector<unsigned> placed;
  total = 0;
  for (unsigned id : order) {
    blocks[id].offset = findGap(blocks[id], placed);
    placed.push_back(id);
    total = std::max(total, blocks[id].offset + blocks[id].size);
  }
}

uint64_t AllocationPlanner::getUnshared() const {
  return std::accumulate(
      blocks.begin(), blocks.end(), uint64_t(0),
      [](uint64_t sum, const Block &block) { return sum + block.size; });
}
